import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTokenKey, TokenVerifier } from '@manuel/identity';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, runAlone } from './test/run.ts';
import { StandInGateway } from './test/stand-in-gateway.ts';

const key = newTokenKey();
const verifier = new TokenVerifier(key);
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let environment: Record<string, string>;
let keyFile: string;

beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'manuel-token-'));
  environment = { MANUEL_DATA_DIR: folder.path };
  await mkdir(join(folder.path, 'secrets'), { mode: 0o700 });
  keyFile = join(folder.path, 'secrets', 'token-keys.json');
  await writeFile(keyFile, key, { mode: 0o600 });
});

afterEach(() => folder.remove());

describe('manuel token', () => {
  test.each([
    [[], { id: 'ada', workspace: 'demo', roles: ['admin'] }],
    [['--user', 'rita'], { id: 'rita', workspace: 'demo', roles: ['reader'] }],
    [
      ['--user', 'eve', '--workspace', 'w', '--role', 'author', 'auditor'],
      { id: 'eve', workspace: 'w', roles: ['author', 'auditor'] },
    ],
  ])('prints nothing but a token that says who: %j', async (args, caller) => {
    const { exit, stdout } = await runAlone(['token', ...args], { environment });
    expect(exit).toBe(0);
    expect(await verifier.verify(stdout.trimEnd())).toEqual(caller);
  });

  test('says in JSON how long the token is good', async () => {
    const { stdout } = await runAlone(['token', '--hours', '2', '--json'], { environment });
    const { token, expiresAt } = JSON.parse(stdout);
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    expect(Math.abs(Date.parse(expiresAt) / 1000 - exp)).toBeLessThan(2);
  });

  test.each([
    [['--user', 'eve'], 'is no demo user'],
    [['--user', 'e v e', '--role', 'admin'], 'cannot be'],
    [['--role', 'king'], '--role: expected reader, author, auditor, admin'],
    [['--hours', '0'], '--hours: expected a whole number'],
  ])('refuses %j', async (args, sentence) => {
    const { exit, stdout, stderr } = await runAlone(['token', ...args], { environment });
    expect({ exit, stdout, said: stderr.includes(sentence) }).toEqual({ exit: 2, stdout: '', said: true });
  });

  test('never makes the key itself', async () => {
    const missing = join(folder.path, 'nothing-here');
    const { exit, stderr } = await runAlone(['token'], { environment: { MANUEL_DATA_DIR: missing } });
    expect(exit).toBe(3);
    expect(stderr).toContain('npm start');
    expect(existsSync(missing)).toBe(false);
  });

  test('refuses a key that others can read', async () => {
    await chmod(keyFile, 0o644);
    const { exit, stderr } = await runAlone(['token'], { environment });
    expect(exit).toBe(2);
    expect(stderr).toContain('chmod 600');
  });
});

describe('the token of a request', () => {
  test('is the one given on the command line, else a short one for --as, else that of the environment', async () => {
    await using gateway = Object.assign(await StandInGateway.start(), {
      [Symbol.asyncDispose]: () => gateway.stop(),
    });
    const bearer = async (args: string[], token: string) => {
      await run(gateway, ['usage', ...args], { environment: { ...environment, MANUEL_TOKEN: token } });
      return String(gateway.seen.at(-1)?.headers.authorization).replace(/^Bearer /, '');
    };
    expect(await bearer(['--token', 'mine', '--as', 'rita'], 'theirs')).toBe('mine');
    expect(await bearer([], 'theirs')).toBe('theirs');
    expect(await verifier.verify(await bearer(['--as', 'rita'], 'theirs'))).toMatchObject({ id: 'rita' });
    expect(await verifier.verify(await bearer([], ''))).toMatchObject({ id: 'ada', workspace: 'demo' });
  });
});
