import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { eventually, testDatabase, tinyPdf } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { docxOf } from '../src/ingestion/fixtures.ts';
import { ManualsTester, NOTHING, newAuthor, newMarkdown, sha256Of, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

/** What is there of one manual whose ingestion has ended well. */
const ONE_READY = {
  ...{ uploads: 0, manuals: 1, passages: expect.any(Number), ingestions: 1, files: 1, incoming: 0 },
};

describe('a manual is made', () => {
  test('of a stored upload, named by its file', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'Drill 3000.md', newMarkdown());
    const answer = await manuals.add(author, uploadId);
    answer.expectData({
      addManual: {
        __typename: 'ManualAdded',
        deduplicated: false,
        manual: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          ...{ title: 'Drill 3000', product: null, language: 'und', fileName: 'Drill 3000.md' },
          ...{ mediaType: 'text/markdown', status: 'QUEUED' },
        },
      },
    });
    await manuals.ended(author, String(answer.at('addManual', 'manual', 'id')));
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
    await manuals.expectEntries(author.workspace, [
      'upload.request DONE',
      'manual.add DONE',
      'manual.ingest DONE',
    ]);
  });

  test('as it is described', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    const answer = await manuals.add(author, uploadId, {
      ...{ title: '  The drill ', product: ' D3000 ', language: 'DE-ch' },
    });
    answer.expectMatch({
      addManual: { manual: { title: 'The drill', product: 'D3000', language: 'de-CH' } },
    });
    await manuals.ended(author, String(answer.at('addManual', 'manual', 'id')));
  });

  test('by another author of the workspace too', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    const answer = await manuals.add({ ...author, id: 'bea' }, uploadId);
    await manuals.ended(author, String(answer.at('addManual', 'manual', 'id')));
    expect(
      await manuals.rows('select added_by from manuals.manuals where workspace = ?', [author.workspace]),
    ).toEqual([{ added_by: 'bea' }]);
  });
});

describe('nothing is made', () => {
  test('before the bytes have arrived; after that it is', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const { uploadId, url } = await manuals.ticket(author, 'drill.md', bytes);
    (await manuals.add(author, uploadId)).expectMatch({
      addManual: { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: 'input.uploadId' },
    });
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1 });
    await manuals.put(url, bytes);
    const answer = await manuals.add(author, uploadId);
    await manuals.ended(author, String(answer.at('addManual', 'manual', 'id')));
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add REFUSED INVALID_INPUT'],
      ...['manual.add DONE', 'manual.ingest DONE'],
    ]);
  });

  test.each([
    ['an unknown id', randomUUID()],
    ['what is no id', 'drill'],
    ['nothing', ''],
  ])('of %s', async (_what, uploadId) => {
    const author = newAuthor();
    (await manuals.add(author, uploadId)).expectMatch({
      addManual: { __typename: 'NotFound', code: 'NOT_FOUND' },
    });
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    await manuals.expectEntries(author.workspace, ['manual.add REFUSED NOT_FOUND']);
  });

  test("of another workspace's upload, which stays as it is", async () => {
    const [author, stranger] = [newAuthor(), newAuthor()];
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    (await manuals.add(stranger, uploadId)).expectMatch({ addManual: { __typename: 'NotFound' } });
    expect(await manuals.left(stranger.workspace)).toEqual(NOTHING);
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1, files: 1 });
  });

  test('of an upload that has been used', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    const first = await manuals.add(author, uploadId);
    (await manuals.add(author, uploadId)).expectMatch({ addManual: { __typename: 'NotFound' } });
    await manuals.ended(author, String(first.at('addManual', 'manual', 'id')));
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
  });

  test('twice of an upload that is used ten times at once', async () => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    const answers = await Promise.all(Array.from({ length: 10 }, () => manuals.add(author, uploadId)));
    const kinds = answers.map((answer) => answer.at('addManual', '__typename')).sort();
    expect(kinds).toEqual(['ManualAdded', ...Array.from({ length: 9 }, () => 'NotFound')]);
    const added = answers.find((answer) => answer.at('addManual', '__typename') === 'ManualAdded');
    await manuals.ended(author, String(added?.at('addManual', 'manual', 'id')));
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
  });

  test.each([
    ['a picture called .pdf', 'drill.pdf', () => PNG],
    ['a PDF called .txt', 'drill.txt', () => tinyPdf(['Press the button.'])],
    ['a PDF called .docx', 'drill.docx', () => tinyPdf(['Press the button.'])],
    ['a Word file called .pdf', 'drill.pdf', () => docxOf(['Press the button.'])],
    ['binary bytes called .md', 'drill.md', () => new Uint8Array([0, 1, 2, 255, 254, 0, 128])],
    ['text called .pdf', 'drill.pdf', () => textBytes('Press the button.')],
    ['text called .docx', 'drill.docx', () => textBytes('Press the button.')],
    ['text without a tag called .html', 'drill.html', () => textBytes('Press the button.')],
  ])('of %s, and upload and file are gone', async (_what, fileName, bytes) => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, fileName, await bytes());
    (await manuals.add(author, uploadId)).expectMatch({
      addManual: { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: 'input.uploadId' },
    });
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    await manuals.expectEntries(author.workspace, [
      'upload.request DONE',
      'manual.add REFUSED INVALID_INPUT',
    ]);
  });

  test('of bytes with a wrong name, and a manual of the same bytes keeps its file', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    await manuals.addReady(author, 'drill.md', bytes);
    const misnamed = await manuals.upload(author, 'drill.pdf', bytes);
    (await manuals.add(author, misnamed)).expectMatch({ addManual: { __typename: 'InvalidInput' } });
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
  });

  test.each([
    ['an empty title', { title: '' }, 'input.title'],
    ['a title of spaces', { title: '  ' }, 'input.title'],
    ['a title of 301 characters', { title: 't'.repeat(301) }, 'input.title'],
    ['a title with a NUL', { title: 'dri\u0000ll' }, 'input.title'],
    ['an empty product', { product: '' }, 'input.product'],
    ['a product of 201 characters', { product: 'p'.repeat(201) }, 'input.product'],
    ['a product with a NUL', { product: 'dri\u0000ll' }, 'input.product'],
    ['an empty language', { language: '' }, 'input.language'],
    ['a language that is none', { language: 'english language' }, 'input.language'],
  ])('with %s, and the upload can still be used', async (_what, description, path) => {
    const author = newAuthor();
    const uploadId = await manuals.upload(author, 'drill.md', newMarkdown());
    (await manuals.add(author, uploadId, description)).expectMatch({
      addManual: { __typename: 'InvalidInput', code: 'INVALID_INPUT', path },
    });
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1, files: 1 });
    await manuals.expectEntries(author.workspace, [
      'upload.request DONE',
      'manual.add REFUSED INVALID_INPUT',
    ]);
  });

  test('of an upload whose file was lost', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const uploadId = await manuals.upload(author, 'drill.md', bytes);
    await rm(manuals.fileOf(author.workspace, sha256Of(bytes)));
    (await manuals.add(author, uploadId)).expectMatch({ addManual: { __typename: 'NotFound' } });
    expect((await manuals.left(author.workspace)).manuals).toBe(0);
  });
});

describe('the same bytes again', () => {
  test('give the first manual, whatever they are called now', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const id = await manuals.addReady(author, 'drill.md', bytes, { title: 'First' });
    const before = await manuals.left(author.workspace);
    const again = await manuals.add(author, await manuals.upload(author, 'copy.md', bytes), {
      title: 'Second',
    });
    again.expectMatch({
      addManual: {
        deduplicated: true,
        manual: { id, title: 'First', fileName: 'drill.md', status: 'READY' },
      },
    });
    expect(await manuals.left(author.workspace)).toEqual(before);
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['upload.request DONE', 'manual.deduplicate DONE'],
    ]);
  });

  test('ten times at once make one manual, ingested once', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const uploads = await Promise.all(
      Array.from({ length: 10 }, (_, index) => manuals.upload(author, `drill-${index}.md`, bytes)),
    );
    const answers = await Promise.all(uploads.map((id) => manuals.add(author, id)));
    const ids = new Set(answers.map((answer) => answer.at('addManual', 'manual', 'id')));
    expect(ids.size).toBe(1);
    const deduplicated = answers.map((answer) => answer.at('addManual', 'deduplicated'));
    expect(deduplicated.filter((one) => one === false)).toHaveLength(1);
    await manuals.ended(author, String([...ids][0]));
    expect(await manuals.left(author.workspace)).toEqual({ ...ONE_READY, passages: 1 });
    const ingested = () =>
      manuals.entries(author.workspace).filter(({ action }) => action === 'manual.ingest');
    await eventually(() => expect(ingested()).toHaveLength(1));
  });

  test('in another workspace are a manual of its own', async () => {
    const [ours, theirs] = [newAuthor(), newAuthor()];
    const bytes = newMarkdown();
    const first = await manuals.addReady(ours, 'drill.md', bytes);
    const answer = await manuals.add(theirs, await manuals.upload(theirs, 'drill.md', bytes));
    answer.expectMatch({ addManual: { deduplicated: false } });
    const second = String(answer.at('addManual', 'manual', 'id'));
    expect(second).not.toBe(first);
    await manuals.ended(theirs, second);
    await manuals.remove(ours, first);
    expect(await manuals.left(ours.workspace)).toEqual(NOTHING);
    expect(await manuals.left(theirs.workspace)).toEqual(ONE_READY);
  });

  test('after the first was removed make a new manual', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const first = await manuals.addReady(author, 'drill.md', bytes);
    await manuals.remove(author, first);
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    expect(await manuals.addReady(author, 'drill.md', bytes)).not.toBe(first);
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
  });
});

describe('removing', () => {
  test('takes manual, passages, ingestion and file away', async () => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    (await manuals.remove(author, id)).expectData({ removeManual: { __typename: 'ManualRemoved', id } });
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    (await manuals.remove(author, id)).expectMatch({ removeManual: { code: 'NOT_FOUND' } });
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['manual.remove DONE', 'manual.remove REFUSED NOT_FOUND'],
    ]);
  });

  test('ten times at once removes once', async () => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    const answers = await Promise.all(Array.from({ length: 10 }, () => manuals.remove(author, id)));
    const kinds = answers.map((answer) => answer.at('removeManual', '__typename')).sort();
    expect(kinds).toEqual(['ManualRemoved', ...Array.from({ length: 9 }, () => 'NotFound')]);
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
  });

  test.each([
    ['an unknown id', randomUUID()],
    ['what is no id', '1 or 1=1'],
  ])('finds nothing by %s', async (_what, id) => {
    const author = newAuthor();
    (await manuals.remove(author, id)).expectMatch({ removeManual: { code: 'NOT_FOUND' } });
    await manuals.expectEntries(author.workspace, ['manual.remove REFUSED NOT_FOUND']);
  });

  test("of another workspace's manual finds nothing and leaves it as it is", async () => {
    const [author, stranger] = [newAuthor(), newAuthor()];
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    (await manuals.remove(stranger, id)).expectMatch({ removeManual: { code: 'NOT_FOUND' } });
    expect(await manuals.left(author.workspace)).toEqual(ONE_READY);
  });

  test('keeps the file for an upload of the same bytes', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const id = await manuals.addReady(author, 'drill.md', bytes);
    const uploadId = await manuals.upload(author, 'drill.md', bytes);
    await manuals.remove(author, id);
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, uploads: 1, files: 1 });
    const answer = await manuals.add(author, uploadId);
    (await manuals.ended(author, String(answer.at('addManual', 'manual', 'id')))).expectMatch({
      manual: { status: 'READY' },
    });
  });
});
