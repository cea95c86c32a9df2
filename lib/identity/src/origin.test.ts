import { NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { jwtVerify, SignJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Origin, OriginSigner } from './origin.ts';

const SECRET = 'a secret that all processes of one installation share';
const signer = new OriginSigner(SECRET);
const origin: Origin = { caller: testCaller(), service: 'gateway', requestId: 'r-1' };
afterEach(() => {
  vi.useRealTimers();
});

test.each<[string, Origin]>([
  ['a caller whose request is passed on', { ...origin, service: null }],
  ['a process that acts for a caller', origin],
  ['a process that acts for itself', { ...origin, caller: null }],
])('an origin tells of %s', (_whom, signed) => {
  expect(signer.verify(signer.sign(signed, 'usage'), 'usage')).toEqual(signed);
});

test('an origin is a JWT as others make and read it', async () => {
  const key = new TextEncoder().encode(SECRET);
  const { payload } = await jwtVerify(signer.sign(origin, 'usage'), key, { audience: 'usage' });
  const { aud: _aud, exp: _exp, ...claims } = payload;
  const made = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setAudience('usage');
  expect(signer.verify(await made.setExpirationTime('1m').sign(key), 'usage')).toEqual(origin);
});

describe('an origin is refused', () => {
  const refused = (header: string | undefined): void => {
    expect(() => signer.verify(header, 'usage')).toThrow(NotAuthenticated);
    expect(() => signer.verify(header, 'usage')).toThrow(/call the gateway instead/);
  };
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  test('when it is missing', () => refused(undefined));
  test('when it is empty', () => refused(''));
  test('when it was signed for another process', () => refused(signer.sign(origin, 'audit')));
  test('when it was signed with another secret', () =>
    refused(new OriginSigner('a secret of some other installation').sign(origin, 'usage')));

  test('when it was changed', () => {
    const [header, body = '', signature] = signer.sign(origin, 'usage').split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    claims.caller.roles = ['admin'];
    refused(`${header}.${encoded(claims)}.${signature}`);
  });

  test('when its signature is cut, empty or followed by something', () => {
    const signed = signer.sign(origin, 'usage');
    for (const changed of [signed.slice(0, -2), signed.slice(0, signed.lastIndexOf('.') + 1), `${signed}.x`])
      refused(changed);
  });

  test('when it names another algorithm, or none', () => {
    const [, body = '', signature] = signer.sign(origin, 'usage').split('.');
    refused(`${encoded({ alg: 'none' })}.${body}.`);
    refused(`${encoded({ alg: 'HS512' })}.${body}.${signature}`);
  });

  test('when another claim than these was signed', async () => {
    const key = new TextEncoder().encode(SECRET);
    const ofNobody = new SignJWT({ service: 'gateway', requestId: 'r-1' }).setProtectedHeader({
      alg: 'HS256',
    });
    refused(await ofNobody.setAudience('usage').setExpirationTime('1m').sign(key));
  });

  test('when it comes late', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const header = signer.sign(origin, 'usage');
    vi.setSystemTime(Date.now() + 66_000);
    refused(header);
  });
});
