import { readFileSync, writeFileSync } from 'node:fs';
import { KeyRingFile, ringEntries, ringFileOf } from '@manuel/identity';
import { silentLog, temporaryFolder } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runAlone } from '../test/run.ts';

let folder: ReturnType<typeof temporaryFolder>;
const around = () => ({ environment: { MANUEL_DATA_DIR: folder.path } });

beforeEach(() => {
  folder = temporaryFolder();
  KeyRingFile.open(folder.path, silentLog).close();
});
afterEach(() => folder.remove());

test('keys generate prints nothing but 32 fresh bytes', async () => {
  const [one, two] = [await runAlone(['keys', 'generate']), await runAlone(['keys', 'generate'])];
  expect(one.stdout).toMatch(/^[\w-]{43}\n$/);
  expect(Buffer.from(one.stdout.trim(), 'base64url')).toHaveLength(32);
  expect(two.stdout).not.toBe(one.stdout);
  const { stdout } = await runAlone(['keys', 'generate', '--json']);
  expect(JSON.parse(stdout)).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) });
});

test('keys rotate adds a key that will sign, and says since when', async () => {
  const [before] = ringEntries(folder.path);
  const { exit, stdout } = await runAlone(['keys', 'rotate', '--json'], around());
  expect(exit).toBe(0);
  const [old, added] = ringEntries(folder.path);
  expect(JSON.parse(stdout)).toEqual({ key: { id: added?.id, signFrom: added?.signFrom } });
  expect(old).toMatchObject({ id: before?.id, verifyUntil: expect.any(String) });
  const people = await runAlone(['keys', 'rotate'], around());
  expect(people.stdout).toMatch(/^Added \S+, with which all processes sign from \S+ on\./);
});

test('keys lists them, and no secret', async () => {
  await runAlone(['keys', 'rotate'], around());
  const entries = ringEntries(folder.path);
  const { stdout } = await runAlone(['keys'], around());
  const json = await runAlone(['keys', '--json'], around());
  expect(JSON.parse(json.stdout).keys.map(({ id }: { id: string }) => id)).toEqual(
    entries.map(({ id }) => id),
  );
  for (const { id, secret } of entries) {
    expect(stdout).toContain(id);
    expect(`${stdout}${json.stdout}`).not.toContain(secret);
  }
});

test.each(['rotate', ''])('keys %s says when there is no ring', async (command) => {
  const environment = { MANUEL_DATA_DIR: `${folder.path}/nothing-here` };
  const { exit, stderr } = await runAlone(['keys', command].filter(Boolean), { environment });
  expect(exit).toBe(4);
  expect(stderr).toMatch(/no keys in this data folder/);
});

test('keys rotate leaves a broken ring alone, and says nothing of what is in it', async () => {
  const file = ringFileOf(folder.path);
  const broken = readFileSync(file, 'utf8').slice(0, -20);
  writeFileSync(file, broken);
  const { exit, stderr } = await runAlone(['keys', 'rotate'], around());
  expect(exit).toBe(1);
  expect(stderr).toBe('manuel: The keys cannot be used: It is no JSON.\n');
  expect(readFileSync(file, 'utf8')).toBe(broken);
});
