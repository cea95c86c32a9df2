import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '@manuel/service';
import { ChildScript, eventually, RecordingLog, silentLog, temporaryFolder } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesIn } from './key-ring.ts';
import { KeyRingFile, ringFileOf, rotateRing } from './key-ring-file.ts';

let folder: ReturnType<typeof temporaryFolder>;
const opened: KeyRingFile[] = [];
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  for (const ring of opened.splice(0)) ring.close();
  folder.remove();
});

function open(log = silentLog): KeyRingFile {
  const ring = KeyRingFile.open(folder.path, log);
  opened.push(ring);
  return ring;
}

const secrets = () => join(folder.path, 'secrets');

test('the first start makes a ring that its owner alone can read, and later ones keep it', () => {
  const { id } = open().current();
  expect(open().current().id).toBe(id);
  expect(statSync(ringFileOf(folder.path)).mode & 0o777).toBe(0o600);
  expect(readdirSync(secrets())).toEqual(['origin-keys.json']);
});

test('processes that start at once have one ring', async () => {
  const script = `
    import { KeyRingFile } from '@manuel/identity';
    import { createLogger } from '@manuel/service';
    process.stdout.write(KeyRingFile.open(${JSON.stringify(folder.path)}, createLogger('x', 'silent')).current().id);`;
  const ids = await Promise.all([1, 2, 3].map(() => new ChildScript(script).result()));
  expect(new Set(ids).size).toBe(1);
});

test('the one secret of before becomes the first key, and its file goes', () => {
  mkdirSync(secrets(), { recursive: true, mode: 0o700 });
  const old = 'the one secret that all processes shared before';
  writeFileSync(join(secrets(), 'origin-secret'), old, { mode: 0o600 });
  expect(open().current().key.export().toString()).toBe(old);
  expect(readdirSync(secrets())).toEqual(['origin-keys.json']);
});

test('one that is too short is refused with what would be right', () => {
  mkdirSync(secrets(), { recursive: true, mode: 0o700 });
  writeFileSync(join(secrets(), 'origin-secret'), 'thirty-one bytes, one too few..', { mode: 0o600 });
  expect(() => open()).toThrow(StartFailure);
  expect(() => open()).toThrow(/origin-secret holds fewer than 32 bytes: delete it/);
});

test('a ring that is broken at the start is refused, in words that hold no secret', () => {
  open();
  const file = ringFileOf(folder.path);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, -9));
  expect(() => open()).toThrow(StartFailure);
  expect(() => open()).toThrow(`The keys in ${file} cannot be used: It is no JSON.`);
});

test('a rotation is read by whoever runs, and its file stays whole and private', async () => {
  const [one, two] = [open(), open()];
  const before = one.current();
  const added = rotateRing(folder.path);
  for (const ring of [one, two]) {
    await eventually(() => expect(ring.find(added.id)).toBeDefined());
    expect(ring.current().id).toBe(before.id);
    expect(ring.find(before.id)).toBeDefined();
  }
  expect(statSync(ringFileOf(folder.path)).mode & 0o777).toBe(0o600);
  expect(readdirSync(secrets())).toEqual(['origin-keys.json']);
});

test('a ring that is broken or gone while it is used goes on as it was, told once, until it is right again', async () => {
  const recording = new RecordingLog();
  const ring = open(recording.log);
  const { id } = ring.current();
  const file = ringFileOf(folder.path);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, 40));
  await eventually(() => expect(recording.atLeast(50)).toHaveLength(1));
  expect(ring.current().id).toBe(id);
  rmSync(file);
  await eventually(() => expect(recording.atLeast(50)).toHaveLength(2));
  expect(ring.current().id).toBe(id);
  writeFileSync(file, text, { mode: 0o600 });
  const added = rotateRing(folder.path);
  await eventually(() => expect(ring.find(added.id)).toBeDefined());
  expect(recording.atLeast(50)).toHaveLength(2);
  for (const { secret } of entriesIn(readFileSync(file, 'utf8')))
    expect(JSON.stringify(recording.lines)).not.toContain(secret);
});
