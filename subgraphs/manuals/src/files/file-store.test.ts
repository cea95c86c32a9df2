import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InvalidInput, NotFound, TooLarge } from '@manuel/service';
import { temporaryFolder } from '@manuel/testkit';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FileStore } from './file-store.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let store: FileStore;
let root: string;
let count = 0;
beforeEach(() => {
  count += 1;
  root = join(folder.path, `store-${count}`);
  store = new FileStore(root);
});
afterEach(() => {
  vi.useRealTimers();
});

const BYTES = Buffer.from('Press the green button for three seconds.');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const EXPECTED = { byteSize: BYTES.length, sha256: SHA256 };

const inParts = (bytes: Buffer) => Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]);
async function listed() {
  const all = [];
  for await (const one of store.list()) all.push(one);
  return all;
}
const drafts = () => readdirSync(join(root, '.incoming'));

test('bytes that arrive in parts are kept whole, once, for their owner alone', async () => {
  await store.keep('acme', inParts(BYTES), EXPECTED);
  await store.keep('acme', inParts(BYTES), EXPECTED);
  expect(await buffer(await store.read('acme', SHA256))).toEqual(BYTES);
  expect(Buffer.from(await store.head('acme', SHA256, 5)).toString()).toBe('Press');
  expect(Buffer.from(await store.head('acme', SHA256, 5_000))).toEqual(BYTES);
  expect(statSync(join(root, 'acme', SHA256)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(root, 'acme'))).toEqual([SHA256]);
  expect(drafts()).toEqual([]);
});

test.each([
  ['more', Buffer.concat([BYTES, BYTES]), TooLarge],
  ['fewer', BYTES.subarray(1), InvalidInput],
  ['no', Buffer.alloc(0), InvalidInput],
  ['other', Buffer.from(BYTES.toString().toUpperCase()), InvalidInput],
])('%s bytes are refused and leave nothing', async (_what, bytes, failure) => {
  await expect(store.keep('acme', inParts(bytes), EXPECTED)).rejects.toBeInstanceOf(failure);
  await expect(store.read('acme', SHA256)).rejects.toBeInstanceOf(NotFound);
  expect(drafts()).toEqual([]);
});

test('other bytes do no harm to the file that is there', async () => {
  await store.keep('acme', inParts(BYTES), EXPECTED);
  await expect(store.keep('acme', inParts(BYTES.subarray(1)), EXPECTED)).rejects.toThrow(InvalidInput);
  expect(await buffer(await store.read('acme', SHA256))).toEqual(BYTES);
});

test('files of a workspace with the old name of the drafts folder are no drafts', async () => {
  await store.keep('incoming', inParts(BYTES), EXPECTED);
  const file = join(root, 'incoming', SHA256);
  const longAgo = new Date(Date.now() - 7 * 24 * 60 * 60 * 1_000);
  await utimes(file, longAgo, longAgo);
  await store.removeAbandonedDrafts();
  expect(await listed()).toEqual([{ workspace: 'incoming', digests: [SHA256] }]);
});

test('a body that breaks leaves nothing', async () => {
  const body = new PassThrough();
  const keeping = store.keep('acme', body, EXPECTED);
  body.write(BYTES.subarray(0, 7));
  await vi.waitUntil(() => existsSync(join(root, '.incoming')) && drafts().length === 1);
  body.destroy();
  await expect(keeping).rejects.toThrow(InvalidInput);
  expect(drafts()).toEqual([]);
});

test('a body that stands still is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const body = new PassThrough();
  const keeping = expect(store.keep('acme', body, EXPECTED)).rejects.toThrow(
    /Nothing arrived for 30 seconds/,
  );
  body.write(BYTES.subarray(0, 7));
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(30_001);
  await keeping;
  expect(drafts()).toEqual([]);
});

test('each workspace has files of its own, and drafts are nobody’s', async () => {
  await store.keep('acme', inParts(BYTES), EXPECTED);
  await store.keep('globex', inParts(BYTES), EXPECTED);
  expect(await listed()).toEqual([
    { workspace: 'acme', digests: [SHA256] },
    { workspace: 'globex', digests: [SHA256] },
  ]);
  await store.remove('acme', SHA256);
  await store.remove('acme', SHA256);
  await expect(store.head('acme', SHA256, 1)).rejects.toBeInstanceOf(NotFound);
  expect(await buffer(await store.read('globex', SHA256))).toEqual(BYTES);
});

test('a store that nobody has used is empty', async () => {
  expect(await listed()).toEqual([]);
  await expect(store.removeAbandonedDrafts()).resolves.toBeUndefined();
});
