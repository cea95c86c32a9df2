import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDatabase } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';
import { sweepFiles } from '../src/files/housekeeping.ts';
import { ManualsTester, NOTHING, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const sweep = () => sweepFiles(manuals.database, new FileStore(join(manuals.dataFolder, 'files')));

async function expire(uploadId: string): Promise<void> {
  await manuals.rows("update manuals.uploads set expires_at = now() - interval '1 second' where id = ?", [
    uploadId,
  ]);
}

test('an upload that nobody used in time goes, with its file', async () => {
  const author = newAuthor();
  await expire(await manuals.upload(author, 'drill.md', newMarkdown()));
  await expire((await manuals.ticket(author, 'saw.md', newMarkdown())).uploadId);
  await sweep();
  expect(await manuals.left(author.workspace)).toEqual(NOTHING);
});

test('an upload that can still be used stays, with its file', async () => {
  const author = newAuthor();
  const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
  await sweep();
  expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1, files: 1 });
  (await manuals.add(author, uploadId)).expectMatch({ addManual: { __typename: 'ManualAdded' } });
});

test('the file of a manual stays when an upload of the same bytes goes', async () => {
  const author = newAuthor();
  const bytes = newMarkdown();
  await manuals.addReady(author, 'drill.md', bytes);
  await expire(await manuals.upload(author, 'copy.md', bytes));
  await sweep();
  expect(await manuals.left(author.workspace)).toEqual({
    ...{ ...NOTHING, manuals: 1, passages: 1, ingestions: 1, files: 1 },
  });
});

test('a file that nothing needs goes', async () => {
  const { workspace } = newAuthor();
  await writeFile(manuals.fileOf(workspace, 'a'.repeat(64)), 'left by a process that was killed');
  await sweep();
  expect(await manuals.files(workspace)).toEqual([]);
});

test('what a killed process left of a body goes after an hour', async () => {
  const incoming = join(manuals.dataFolder, 'files', '.incoming');
  await mkdir(incoming, { recursive: true });
  for (const [name, minutes] of [
    ['old', 61],
    ['young', 59],
  ] as const) {
    await writeFile(join(incoming, name), 'half a file');
    const then = new Date(Date.now() - minutes * 60_000);
    await utimes(join(incoming, name), then, then);
  }
  await sweep();
  expect(await readdir(incoming)).toEqual(['young']);
});

test('a first start sweeps too', async () => {
  const { workspace } = newAuthor();
  await writeFile(manuals.fileOf(workspace, 'b'.repeat(64)), 'left');
  const again = await manuals.beside();
  await expect.poll(() => manuals.files(workspace)).toEqual([]);
  await again.stop();
});
