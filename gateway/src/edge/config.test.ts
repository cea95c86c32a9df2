import { readSettings } from '@manuel/service';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { edgeOf, edgeSettings, refuseOpenOrigins } from './config.ts';

const Settings = z
  .object({ ...edgeSettings, HOST: z.string().default('127.0.0.1') })
  .superRefine(refuseOpenOrigins);
const read = (environment: Record<string, string>) => edgeOf(readSettings(Settings, environment));
const from = (origin: string) => ({ url: '/graphql', headers: { origin, 'sec-fetch-site': 'cross-site' } });

test('nothing needs to be set', () => {
  const { networksFile, admin, trusted, origins } = read({});
  expect([networksFile, admin]).toEqual([undefined, undefined]);
  expect(trusted.include('127.0.0.1')).toBe(false);
  expect(origins.mayAsk(from('https://app.example'))).toBe(false);
});

test('lists have commas between their items', () => {
  const { trusted, origins } = read({
    TRUST_PROXY: '10.0.0.0/8, 2001:db8::/32',
    CORS_ORIGINS: 'https://app.example,http://localhost:5173',
  });
  expect(['10.1.2.3', '2001:db8::1', '11.0.0.1'].map((one) => trusted.include(one))).toEqual([
    true,
    true,
    false,
  ]);
  expect(origins.mayAsk(from('http://localhost:5173'))).toBe(true);
  expect(origins.mayAsk(from('http://localhost:5174'))).toBe(false);
});

test.each([
  ['true', /"true" is no network: expected one such as 10\.0\.0\.0\/8/],
  ['1', /"1" is no network/],
  ['loopback', /"loopback" is no network/],
  ['10.0.0.7', /write 10\.0\.0\.7\/32/],
  ['0.0.0.0/0', /would believe whatever anybody says/],
  ['10.0.0.0/8, ::/0', /would believe whatever anybody says/],
])('TRUST_PROXY=%s is refused', (value, problem) => {
  expect(() => read({ TRUST_PROXY: value })).toThrow(problem);
});

test.each([
  'app.example',
  'https://app.example/',
  'https://app.example/path',
  'https://*.example',
  'https://APP.example',
  'https://app.example:443',
  'null',
  'file:///index.html',
])('CORS_ORIGINS=%s is refused', (value) => {
  expect(() => read({ CORS_ORIGINS: value })).toThrow(`"${value}" is no origin: expected scheme, host`);
});

test.each([
  ['in production', {}],
  ['where other machines reach it', { STAGE: 'development', HOST: '0.0.0.0' }],
  ['on an address of the network', { STAGE: 'development', HOST: '192.168.1.5' }],
  ['beside named origins', { CORS_ORIGINS: 'https://app.example,*' }],
])('every origin is refused %s', (_where, settings) => {
  expect(() => read({ CORS_ORIGINS: '*', ...settings })).toThrow(/CORS_ORIGINS.*for development alone/);
});

test.each(['127.0.0.1', '::1', 'localhost', '127.0.1.1'])(
  'every origin may be let in for development at %s',
  (HOST) => {
    const { origins } = read({ CORS_ORIGINS: '*', STAGE: 'development', HOST });
    expect(origins.mayAsk(from('https://anywhere.example'))).toBe(true);
  },
);

test('the admin surface has its own port when one is set', () => {
  expect(read({ ADMIN_PORT: '4010' }).admin).toEqual({ host: '127.0.0.1', port: 4010 });
});
