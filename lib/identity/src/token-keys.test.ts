import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SecretFiles, StartFailure } from '@manuel/service';
import { temporaryFolder, testCaller } from '@manuel/testkit';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { TokenIssuer, TokenVerifier } from './token.ts';
import { TOKEN_KEYS_FILE, TokenKeyFile } from './token-key-file.ts';
import { newTokenKey, TokenKeys } from './token-keys.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
afterEach(() => {
  vi.useRealTimers();
});

test('what a ring writes is read again', () => {
  const ring = TokenKeys.of(newTokenKey()).rotated();
  expect(TokenKeys.read(ring.text).keys).toEqual(ring.keys);
});

test('a key names itself by its thumbprint, and only its public half is published', () => {
  const [jwk] = TokenKeys.of(newTokenKey()).publicSet().keys;
  expect(jwk).toEqual({
    ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' },
    x: expect.any(String),
    kid: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test('a new key is published at once, and signs when everybody had the time to read it', () => {
  const old = TokenKeys.of(newTokenKey());
  const now = Date.now();
  const ring = old.rotated({ now });
  expect(ring.publicSet(now).keys.map(({ kid }) => kid)).toEqual(ring.keys.map(({ kid }) => kid));
  expect(ring.signing(now).kid).toBe(old.signing().kid);
  expect(ring.signing(now + 10_000).kid).toBe(ring.keys[0]?.kid);
});

test('an old key vouches for what it signed for as long as that can last', () => {
  const now = Date.now();
  const ring = TokenKeys.of(newTokenKey()).rotated({ now });
  const days = (count: number) => now + count * 24 * 3_600_000;
  expect(ring.accepted(days(365))).toHaveLength(2);
  expect(ring.accepted(days(367))).toHaveLength(1);
  expect(ring.rotated({ now: days(367) }).keys).toHaveLength(2);
});

test('no token is refused while keys are rotated, whichever process made it', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const secrets = new SecretFiles(folder.path);
  const [maker, taker, operator] = [
    new TokenKeyFile(secrets),
    new TokenKeyFile(secrets),
    new TokenKeyFile(secrets),
  ];
  const issuer = new TokenIssuer(() => maker.current());
  const verifier = new TokenVerifier(() => taker.current());
  const caller = testCaller();
  const kids = new Set<string | undefined>();
  const first = await issuer.issue(caller, 3_600);
  for (let second = 0; second < 45; second += 1) {
    if (second % 15 === 5) operator.rotate();
    vi.setSystemTime(Date.now() + 1_000);
    const token = await issuer.issue(caller, 60);
    expect(await verifier.verify(token)).toEqual(caller);
    kids.add(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid);
  }
  expect(kids.size).toBe(4);
  expect(await verifier.verify(first)).toEqual(caller);
});

test('after a compromise, the tokens of the older keys are over', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const file = new TokenKeyFile(new SecretFiles(join(folder.path, 'compromised')));
  const issuer = new TokenIssuer(() => file.current());
  const token = await issuer.issue(testCaller(), 3_600);
  file.rotate(true);
  const verifier = new TokenVerifier(() => file.current());
  await expect(verifier.verify(token)).rejects.toThrow(/key that its issuer does not name/);
  expect(await verifier.verify(await issuer.issue(testCaller(), 60))).toEqual(testCaller());
});

test('a file that breaks while it is in use is told, and the keys that were in it go on', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const secrets = new SecretFiles(join(folder.path, 'broken'));
  const told: unknown[] = [];
  const file = new TokenKeyFile(secrets, (error) => told.push(error));
  const token = await new TokenIssuer(() => file.current()).issue(testCaller(), 60);
  secrets.replace(TOKEN_KEYS_FILE, '{ this is no ring of keys, whoever wrote it }');
  vi.setSystemTime(Date.now() + 5_000);
  expect(await new TokenVerifier(() => file.current()).verify(token)).toEqual(testCaller());
  expect(told).toEqual([expect.any(StartFailure)]);
  expect(() => new TokenKeyFile(secrets)).toThrow(/holds no keys/);
});

test('the keys are their owner’s alone to read, also after a rotation', () => {
  const secrets = new SecretFiles(join(folder.path, 'modes'));
  new TokenKeyFile(secrets).rotate();
  const file = join(folder.path, 'modes', 'secrets', TOKEN_KEYS_FILE);
  expect(existsSync(file)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
