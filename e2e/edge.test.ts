import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@manuel/testkit';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT } from './constellation.ts';

vi.setConfig(PATIENT);

const APP = 'https://app.example';
const QUESTION = { 'content-type': 'application/json' };
const folder = mkdtempSync(join(tmpdir(), 'manuel-edge-'));
const networksFile = join(folder, 'networks.json');
writeFileSync(networksFile, JSON.stringify({ deny: ['198.51.100.0/24'] }));
const adminPort = await freePort();
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<Mode>(['one process', 'five processes'])('with its skin set up, in %s', (mode) => {
  const constellation = Constellation.forFile(mode, {
    settings: {
      ADMIN_PORT: adminPort,
      CORS_ORIGINS: APP,
      NETWORKS_FILE: networksFile,
      TRUST_PROXY: '127.0.0.1/32',
    },
  });

  function ask(headers: Record<string, string>): Promise<Response> {
    const body = '{"query":"{ __typename }"}';
    return fetch(constellation.graphqlUrl, { method: 'POST', headers: { ...QUESTION, ...headers }, body });
  }

  test('metrics are on the admin port alone', async () => {
    const statusOf = async (origin: string) => (await fetch(`${origin}/metrics`)).status;
    expect(await statusOf(`http://127.0.0.1:${adminPort}`)).toBe(401);
    expect(await statusOf(constellation.origin)).toBe(404);
  });

  test('a proxy is believed, and the network that it tells of is refused', async () => {
    expect((await ask({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(200);
    expect((await ask({ 'x-forwarded-for': '198.51.100.7' })).status).toBe(403);
  });

  test('pages of the named origin may ask, and no others', async () => {
    const named = await ask({ origin: APP, 'sec-fetch-site': 'cross-site' });
    expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([200, APP]);
    const other = await ask({ origin: 'https://other.example', 'sec-fetch-site': 'cross-site' });
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a proxy that is everybody', { TRUST_PROXY: 'true' }, /TRUST_PROXY is "true": "true" is no network/],
  ['every origin in production', { CORS_ORIGINS: '*' }, /CORS_ORIGINS is "\*": \* is for development alone/],
])('%s is refused before anything starts', async (_what, settings, problem) => {
  const constellation = Constellation.forTest('five processes');
  const { exit, stderr } = await constellation.startInVain(settings);
  expect(exit).not.toBe(0);
  expect(stderr).toMatch(problem);
});
