import { chmodSync, chownSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildScript, temporaryFolder } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { StartFailure } from './errors.ts';
import { SecretFiles, weaknessOf } from './secrets.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('a secret that is replaced is a new one for its owner alone, and leaves no draft', () => {
  const secrets = new SecretFiles(folder.path);
  secrets.readOrCreate('replaced');
  const next = 'Zt4kQ0mJr8vXw2bNs6yHd1gLc9pFe3uA';
  secrets.replace('replaced', next);
  expect(secrets.readOrCreate('replaced')).toBe(next);
  expect(statSync(join(folder.path, 'secrets', 'replaced')).mode & 0o777).toBe(0o600);
  expect(
    readdirSync(join(folder.path, 'secrets')).filter((name) => name.startsWith('replaced')),
  ).toHaveLength(1);
});

test.runIf(process.getuid?.() === 0)('whoever administers the machine replaces it for its owner', () => {
  const secrets = new SecretFiles(folder.path);
  secrets.readOrCreate('of another');
  const file = join(folder.path, 'secrets', 'of another');
  chownSync(file, 65_534, 65_534);
  secrets.replace('of another', 'Zt4kQ0mJr8vXw2bNs6yHd1gLc9pFe3uA');
  expect(statSync(file).uid).toBe(65_534);
});

test('a secret is made once and stays', () => {
  const secret = new SecretFiles(folder.path).readOrCreate('one');
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(new SecretFiles(folder.path).readOrCreate('one')).toBe(secret);
  expect(new SecretFiles(folder.path).readOrCreate('two')).not.toBe(secret);
});

test('only its owner can read it', () => {
  new SecretFiles(folder.path).readOrCreate('private');
  expect(statSync(join(folder.path, 'secrets', 'private')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder.path, 'secrets')).mode & 0o777).toBe(0o700);
});

test.each([0o640, 0o604])('a secret that others can read is refused (mode %d)', (mode) => {
  const secrets = new SecretFiles(folder.path);
  const name = `open-${mode}`;
  secrets.readOrCreate(name);
  const file = join(folder.path, 'secrets', name);
  chmodSync(file, mode);
  expect(() => secrets.readOrCreate(name)).toThrow(StartFailure);
  expect(() => secrets.readOrCreate(name)).toThrow(`chmod 600 ${file}`);
});

test.each([
  ['short', 'x7Kq'.repeat(7), /has 28 bytes: a secret has at least 32 random ones/],
  ['padded', `${'x7Kq'.repeat(7)}${' '.repeat(20)}\n`, /has 28 bytes/],
  ['empty', '', /has 0 bytes/],
  ['monotonous', 'ab'.repeat(40), /repeats the same few characters/],
])('a secret that is %s is refused with its file and what is right', (kind, text, problem) => {
  const secrets = new SecretFiles(folder.path);
  const file = join(folder.path, 'secrets', `weak-${kind}`);
  writeFileSync(file, text, { mode: 0o600 });
  const read = () => secrets.readOrCreate(`weak-${kind}`);
  expect(read).toThrow(StartFailure);
  expect(read).toThrow(problem);
  expect(read).toThrow(`${file} `);
  expect(read).toThrow(/delete the file to get a new one/);
  if (text.trim() !== '') expect(read).not.toThrow(text.trim());
});

test.each(['0123456789abcdef'.repeat(2), 'Wm9rYXN0cmEgYmVhdXRpZnVsIGxhbXA_9-x'])(
  '%s is long enough',
  (text) => {
    expect(weaknessOf(text)).toBeNull();
  },
);

test('processes that start at once agree on it', async () => {
  const script = `
    import { SecretFiles } from '@manuel/service';
    process.stdout.write(new SecretFiles(${JSON.stringify(folder.path)}).readOrCreate('shared'));`;
  const scripts = Array.from({ length: 3 }, () => new ChildScript(script));
  const secrets = await Promise.all(scripts.map((one) => one.result()));
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect(new Set(secrets).size).toBe(1);
  expect(readdirSync(join(folder.path, 'secrets')).filter((name) => name.startsWith('shared'))).toEqual([
    'shared',
  ]);
});

test('a folder that cannot be made is told in one sentence', () => {
  expect(() => new SecretFiles('/dev/null')).toThrow(/^Cannot keep secrets in .*MANUEL_DATA_DIR\.$/);
});
