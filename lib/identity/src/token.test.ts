import { createPrivateKey, createPublicKey } from 'node:crypto';
import { NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { TokenIssuer, TokenVerifier } from './token.ts';
import { newTokenKey } from './token-keys.ts';

const pem = newTokenKey();
const key = createPrivateKey(pem);
const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
const verifier = new TokenVerifier(publicPem);
const caller = testCaller({ roles: ['author', 'auditor'] });

/** All that a good token says; each test changes one thing. */
interface Says {
  alg: string;
  typ: string;
  iss: string;
  aud: string;
  exp: number;
  claims: Record<string, unknown>;
}
const now = Math.floor(Date.now() / 1000);
const good: Says = {
  alg: 'EdDSA',
  typ: 'at+jwt',
  iss: 'manuel',
  aud: 'manuel-gateway',
  exp: now + 60,
  claims: { sub: 'ada', workspace: 'acme', roles: ['reader'] },
};

function tokenOf(changes: Partial<Says>, signWith: Parameters<SignJWT['sign']>[0] = key): Promise<string> {
  const { alg, typ, iss, aud, exp, claims } = { ...good, ...changes };
  return new SignJWT({ ...claims, iat: now, iss, aud, exp }).setProtectedHeader({ alg, typ }).sign(signWith);
}

test('a token tells who it was issued to', async () => {
  const token = await new TokenIssuer(pem).issue(caller, 60);
  expect(await verifier.verify(token)).toEqual(caller);
  expect(await new TokenVerifier(pem).verify(token)).toEqual(caller);
});

test('what the other tests change is what makes it bad', async () => {
  expect(await verifier.verify(await tokenOf({}))).toEqual(testCaller());
});

test('a token that is over says so', async () => {
  const token = await new TokenIssuer(pem).issue(caller, -31);
  await expect(verifier.verify(token)).rejects.toThrow(/^The token is over/);
  await expect(verifier.verify(token)).rejects.toBeInstanceOf(NotAuthenticated);
});

test("a clock that is a little behind the issuer's is borne", async () => {
  expect(await verifier.verify(await new TokenIssuer(pem).issue(caller, -5))).toEqual(caller);
});

describe('a token is refused', () => {
  const refused = async (token: string | Promise<string>, reason: RegExp): Promise<void> => {
    const failure = await verifier.verify(await token).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotAuthenticated);
    expect(failure).toHaveProperty('message', expect.stringMatching(reason));
  };

  test('when another key signed it', () =>
    refused(tokenOf({}, createPrivateKey(newTokenKey())), /signature .* is not right/));

  test('when nothing signed it', async () => {
    const { iss, aud, exp, claims } = good;
    await refused(new UnsecuredJWT({ ...claims, iat: now, iss, aud, exp }).encode(), /algorithm/);
    const [, body, signature] = (await tokenOf({})).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    await refused(`${header}.${body}.`, /algorithm/);
    await refused(`${header}.${body}.${signature}`, /algorithm/);
  });

  test('when the public key was used as an HMAC secret', () =>
    refused(tokenOf({ alg: 'HS256' }, new TextEncoder().encode(publicPem)), /algorithm/));

  test('when its claims were changed after signing', async () => {
    const [header, body = '', signature] = (await tokenOf({})).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url');
    await refused(`${header}.${changed}.${signature}`, /signature/);
  });

  test('when it is meant for somebody else', () => refused(tokenOf({ aud: 'another-gateway' }), /\(aud\)/));
  test('when somebody else issued it', () =>
    refused(tokenOf({ iss: 'another' }), /issuer that is not accepted/));
  test('when it is no access token', () => refused(tokenOf({ typ: 'JWT' }), /\(typ\)/));

  test.each([
    ['an unknown role', { sub: 'ada', workspace: 'acme', roles: ['reader', 'root'] }, /claim roles/],
    ['no role', { sub: 'ada', workspace: 'acme', roles: [] }, /claim roles/],
    ['no workspace', { sub: 'ada', roles: ['reader'] }, /claim workspace/],
    ['an empty workspace', { sub: 'ada', workspace: '', roles: ['reader'] }, /claim workspace/],
    [
      'a workspace that is no name',
      { sub: 'ada', workspace: "a' or '1", roles: ['reader'] },
      /claim workspace/,
    ],
    ['no subject', { workspace: 'acme', roles: ['reader'] }, /say its sub/],
  ])('when it has %s', (_what, claims, reason) => refused(tokenOf({ claims }), reason));

  test.each(['', 'Bearer', 'a.b.c', 'null'])('when it is "%s"', (token) => refused(token, /cannot be read/));
});
