import { createHmac, createSecretKey } from 'node:crypto';
import { StartFailure, Unavailable } from '@manuel/service';
import { eventually, testCaller } from '@manuel/testkit';
import { type JWTPayload, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AccessTokens } from '../src/oidc/access-tokens.ts';
import { configuredIssuer } from '../src/oidc/configured-issuer.ts';
import { InvalidToken } from '../src/oidc/invalid-token.ts';
import { IssuerSettings, parseIssuers } from '../src/oidc/issuer-settings.ts';
import { KeyServer, type PlayedKey, playedKey } from './key-server.ts';

const key = playedKey('first');
const rsa = playedKey('rsa', 'RS256');
let server: KeyServer;
beforeEach(async () => {
  server = await KeyServer.start(key, rsa);
});
afterEach(async () => {
  await server.stop().catch(() => undefined);
});

function tokens(settings: object = {}, timing: Parameters<typeof configuredIssuer>[1] = {}): AccessTokens {
  const parsed = IssuerSettings.parse({ issuer: server.issuer, ...settings });
  return new AccessTokens([configuredIssuer(parsed, timing)]);
}

async function refusal(token: string, taker = tokens()): Promise<string> {
  const failure = await taker.verify(token).catch((error: unknown) => error);
  if (!(failure instanceof InvalidToken)) expect.fail(`It was not refused: ${String(failure)}`);
  expect(failure.message).not.toContain(token);
  for (const part of token.split('.').filter((part) => part.length > 8))
    expect(failure.message).not.toContain(part);
  return failure.message;
}

const now = () => Math.floor(Date.now() / 1000);

test('a token of an issuer that is accepted tells who it speaks for, with either kind of key', async () => {
  const taker = tokens();
  expect(await taker.verify(await server.token(key))).toEqual(testCaller());
  expect(await taker.verify(await server.token(rsa))).toEqual(testCaller());
  expect(server.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

describe('a token is refused', () => {
  test.each<[string, JWTPayload, RegExp]>([
    ['is over', { exp: now() - 31 }, /^The token is over/],
    ['is not good yet', { nbf: now() + 120 }, /not good yet/],
    ['was issued in the future', { iat: now() + 120 }, /in the future/],
    ['is for another audience', { aud: 'another' }, /\(aud\)/],
    ['is for no audience', { aud: null as never }, /say its aud/],
    ['comes from another issuer', { iss: 'https://other.example' }, /issuer that is not accepted/],
    ['comes from nobody', { iss: null as never }, /issuer that is not accepted/],
    ['has no subject', { sub: null as never }, /say its sub/],
    ['has no end', { exp: null as never }, /say its exp/],
    ['has no beginning', { iat: null as never }, /say its iat/],
    ['has a subject that is no name', { sub: 'a b' }, /claim sub/],
    ['has no workspace', { workspace: null }, /claim workspace/],
    ['has an unknown role', { roles: ['reader', 'root'] }, /claim roles/],
    ['has a role that every object has', { roles: ['constructor'] }, /claim roles/],
    ['has no role', { roles: [] }, /claim roles/],
  ])('when it %s', async (_what, claims, reason) => {
    expect(await refusal(await server.token(key, claims))).toMatch(reason);
  });

  test('when it is no access token, unless its issuer says so of none', async () => {
    const token = await server.token(key, {}, { typ: 'JWT' });
    expect(await refusal(token)).toMatch(/\(typ\)/);
    expect(await tokens({ requiresType: false }).verify(token)).toEqual(testCaller());
  });

  test('when another key than the one that it names signed it', async () => {
    expect(await refusal(await server.token(playedKey('first')))).toMatch(/signature/);
  });

  test('when it is signed with an algorithm that this issuer does not use', async () => {
    expect(await refusal(await server.token(rsa), tokens({ algorithms: ['ES256'] }))).toMatch(/algorithm/);
  });

  test('when nothing signed it, whatever the case', async () => {
    const [, body] = (await server.token(key)).split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: 'first' })).toString('base64url');
      expect(await refusal(`${header}.${body}.`)).toMatch(/algorithm/);
    }
  });

  test('when its HMAC was made with the public key', async () => {
    const [, body] = (await server.token(rsa)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'rsa' })).toString(
      'base64url',
    );
    const secret = createSecretKey(rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string, 'utf8');
    const signature = createHmac('sha256', secret).update(`${header}.${body}`).digest('base64url');
    expect(await refusal(`${header}.${body}.${signature}`)).toMatch(/algorithm/);
  });

  test('when it brings its own key, whose address nobody then asks', async () => {
    const foreign = playedKey('foreign');
    const elsewhere = await KeyServer.start(foreign);
    const jwk = foreign.publicKey.export({ format: 'jwk' });
    const made = (header: object) =>
      new SignJWT({ sub: 'ada', workspace: 'acme', roles: ['admin'] })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'first', ...header })
        .setIssuer(server.issuer)
        .setAudience('manuel-gateway')
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(foreign.privateKey);
    for (const header of [{ jwk }, { jku: `${elsewhere.issuer}/keys` }, { x5u: `${elsewhere.issuer}/keys` }])
      expect(await refusal(await made(header))).toMatch(/signature/);
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.stop();
  });

  test('when it is over, though it was good a moment ago', async () => {
    const taker = tokens({ leewaySeconds: 0 });
    const token = await server.token(key, { exp: now() + 2 });
    expect(await taker.verify(token)).toEqual(testCaller());
    await eventually(async () => expect(await refusal(token, taker)).toMatch(/is over/), 4_000);
  });
});

describe('the claims', () => {
  const verify = async (settings: object, claims: JWTPayload) =>
    tokens(settings).verify(await server.token(key, claims));

  test('are read where the settings say', async () => {
    const settings = {
      claims: { subject: 'email', workspace: 'org.slug', roles: 'realm_access.roles', scopes: 'scope' },
      roles: { 'manuel-admins': 'admin', writers: 'author' },
    };
    const claims = {
      ...{ email: 'ada@acme.example', org: { slug: 'acme' }, scope: 'openid manuals:read usage:read' },
      realm_access: { roles: ['writers'] },
    };
    expect(await verify(settings, claims)).toEqual({
      ...{ id: 'ada@acme.example', workspace: 'acme', roles: ['author'] },
      scopes: ['manuals:read', 'usage:read'],
    });
  });

  test('may leave the workspace to the settings, and subjects be set apart', async () => {
    const settings = { workspace: 'works', subjectPrefix: 'okta.' };
    expect(await verify(settings, { workspace: 'acme' })).toEqual(
      testCaller({ id: 'okta.ada', workspace: 'works' }),
    );
  });

  test('with a foreign role are refused, or keep the others where the settings say so', async () => {
    const claims = { roles: ['offline_access', 'r'] };
    await expect(verify({ roles: { r: 'reader' } }, claims)).rejects.toThrow(/claim roles/);
    expect(await verify({ roles: { r: 'reader' }, otherRoles: 'ignore' }, claims)).toEqual(testCaller());
    await expect(verify({ roles: { r: 'reader' }, otherRoles: 'ignore' }, { roles: ['x'] })).rejects.toThrow(
      /claim roles/,
    );
  });

  test('without the scopes that the settings ask for are refused', async () => {
    await expect(verify({ claims: { scopes: 'scope' } }, {})).rejects.toThrow(/claim scope/);
    expect(await verify({ claims: { scopes: 'scope' } }, { scope: 'openid' })).toEqual(
      testCaller({ scopes: [] }),
    );
  });
});

describe('the keys of an issuer', () => {
  const keyFetches = () => server.asked.filter((url) => url === '/keys').length;

  test('are fetched once for many tokens that come at the same time', async () => {
    const taker = tokens();
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => server.token(key, { jti: `${n}` })));
    await Promise.all(all.map((token) => taker.verify(token)));
    expect(keyFetches()).toBe(1);
  });

  test('are fetched again for a new key', async () => {
    const taker = tokens({}, { cooldownMs: 0 });
    await taker.verify(await server.token(key));
    const second = playedKey('second');
    server.keys = [key, second];
    expect(await taker.verify(await server.token(second))).toEqual(testCaller());
    expect(await taker.verify(await server.token(key, { jti: 'x' }))).toEqual(testCaller());
  });

  test('are not fetched for each of a flood of made-up keys', async () => {
    const taker = tokens();
    await taker.verify(await server.token(key));
    const madeUp: PlayedKey[] = Array.from({ length: 50 }, (_, n) => ({ ...key, kid: `made-up-${n}` }));
    for (const one of madeUp)
      expect(await refusal(await server.token(one), taker)).toMatch(/key that its issuer does not name/);
    expect(keyFetches()).toBe(1);
  });

  test('go on serving when the issuer is away', async () => {
    const taker = tokens({}, { cooldownMs: 0, freshMs: 0 });
    await taker.verify(await server.token(key));
    const tokensOfThen = await Promise.all(['a', 'b', 'c'].map((jti) => server.token(key, { jti })));
    await server.stop();
    for (const token of tokensOfThen) expect(await taker.verify(token)).toEqual(testCaller());
  });

  test('that cannot be had are no reason to refuse a token for good', async () => {
    server.status = 500;
    const taker = tokens({}, { cooldownMs: 0 });
    const token = await server.token(key);
    await expect(taker.verify(token)).rejects.toBeInstanceOf(Unavailable);
    await expect(taker.verify(token)).rejects.toThrow(/answered 500/);
    server.status = 200;
    expect(await taker.verify(token)).toEqual(testCaller());
  });

  test('that do not come in time are not waited for', async () => {
    server.isMute = true;
    await expect(tokens({}, { deadlineMs: 50 }).verify(await server.token(key))).rejects.toThrow(/timeout/);
  });
});

describe('the file of issuers', () => {
  test('is refused with everything that is wrong with it', () => {
    const wrong = [
      { issuer: 'here', algorithms: ['HS256'], leewaySeconds: 61, roles: { x: 'root' } },
      { issuer: 'https://a.example', audiense: 'x' },
    ];
    expect(() => parseIssuers(JSON.stringify(wrong), 'issuers.json')).toThrow(StartFailure);
    expect(() => parseIssuers(JSON.stringify(wrong), 'issuers.json')).toThrow(
      /issuers\.json, is wrong:\n {2}0\.issuer: expected a URL[^\n]*\n {2}0\.algorithms\.0: expected some of EdDSA[^\n]*\n {2}0\.leewaySeconds: expected at most 60\n {2}0\.roles\.x: expected reader[^\n]*\n {2}1: .*audiense/,
    );
  });

  test.each(['', '{', '{}', '[1]'])('is refused when it is %s', (text) => {
    expect(() => parseIssuers(text, 'issuers.json')).toThrow(/OIDC_ISSUERS_FILE/);
  });

  test('names each issuer once', () => {
    const one = { issuer: 'https://a.example' };
    expect(() => parseIssuers(JSON.stringify([one, one]), 'f')).toThrow(/twice/);
  });
});
