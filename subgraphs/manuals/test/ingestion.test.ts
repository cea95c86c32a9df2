import { rm } from 'node:fs/promises';
import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';
import { docxOf, pdfOf, rawPdf } from '../src/ingestion/fixtures.ts';
import { placedPdf } from '../src/ingestion/fixtures-pdf.ts';
import { ManualsTester, NOTHING, newAuthor, newMarkdown, sha256Of, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const CLEANING =
  'Unplug the drill and wipe it with a dry cloth. Never use water, and never open the housing.';

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

describe('a file becomes searchable', () => {
  test.each([
    ['Markdown', 'drill.md', () => textBytes(`# Cleaning\n\n${CLEANING}\n`), 'Cleaning'],
    [
      'HTML',
      'drill.html',
      () => textBytes(`<html><body><h1>Cleaning</h1><p>${CLEANING}</p></body></html>`),
      'Cleaning',
    ],
    ['plain text', 'drill.txt', () => textBytes(`${CLEANING}\n`), null],
    ['Word', 'drill.docx', () => docxOf(['# Cleaning', CLEANING]), 'Cleaning'],
  ])('when it is %s', async (_what, fileName, bytes, heading) => {
    const author = newAuthor();
    const id = await manuals.addFile(author, fileName, bytes());
    (await manuals.ended(author, id)).expectData({
      manual: {
        ...{ id, status: 'READY', pageCount: null },
        ingestion: { status: 'DONE', progress: 1, attempt: 1, failure: null },
      },
    });
    const passages = await manuals.passages(id);
    expect(passages).toMatchObject([{ page: null, heading }]);
    expect(passages[0]?.text).toContain('wipe it with a dry cloth');
  });

  test('when it is a PDF, with its pages', async () => {
    const author = newAuthor();
    const bytes = await pdfOf([
      ['# Safety', 'Unplug the drill before you open it.', 'Wear glasses.'],
      ['# Cleaning', 'Wipe it with a dry cloth.', 'Never use water.'],
    ]);
    const id = await manuals.addFile(author, 'drill.pdf', bytes);
    (await manuals.ended(author, id)).expectMatch({
      manual: { status: 'READY', pageCount: 2, ingestion: { status: 'DONE', progress: 1 } },
    });
    expect(await manuals.passages(id)).toMatchObject([
      { page: 1, heading: 'Safety', text: expect.stringContaining('Wear glasses.') },
      { page: 2, heading: 'Cleaning', text: expect.stringContaining('Never use water.') },
    ]);
  });

  test('however many passages it has, each once and in order', async () => {
    const author = newAuthor();
    const sections = Array.from({ length: 1_100 }, (_, index) => `# Part ${index}\n\n${words(70)}\n`);
    const id = await manuals.addReady(author, 'drill.md', textBytes(sections.join('\n')));
    const headings = (await manuals.passages(id)).map(({ heading }) => heading);
    expect(headings).toEqual(Array.from({ length: 1_100 }, (_, index) => `Part ${index}`));
  });
});

test('the pages of a PDF that are pictures are named', async () => {
  const author = newAuthor();
  const text = 'Unplug the machine before you open it, and wait until its motor stands still.';
  const pages = [{ texts: [{ text, x: 20, y: 500 }] }, { texts: [], picture: true }];
  const id = await manuals.addReady(author, 'drill.pdf', placedPdf(pages));
  const asked = 'query ($id: ID!) { manual(id: $id) { pageCount pagesWithoutText } }';
  (await manuals.served.as(author).send(asked, { id })).expectData({
    manual: { pageCount: 2, pagesWithoutText: [2] },
  });
});

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const ONE_PAGE = [
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>',
];
const ENCRYPTION = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`;
const DOCUMENT_ID = `<${'00'.repeat(16)}>`;

describe('a file cannot be read', () => {
  test.each([
    [
      'a PDF with a password',
      'PDF_ENCRYPTED',
      'drill.pdf',
      () => rawPdf([CATALOG, ...ONE_PAGE, ENCRYPTION], `/Encrypt 4 0 R /ID [${DOCUMENT_ID} ${DOCUMENT_ID}]`),
    ],
    [
      'a PDF without pages',
      'PDF_WITHOUT_PAGES',
      'drill.pdf',
      () => rawPdf([CATALOG, '<< /Type /Pages /Kids [] /Count 0 >>']),
    ],
    ['a PDF of pictures', 'PDF_WITHOUT_TEXT', 'drill.pdf', () => pdfOf([[], []])],
    ['a broken PDF', 'FILE_UNREADABLE', 'drill.pdf', () => textBytes('%PDF-1.7\nthis is no PDF')],
    ['a Markdown file without text', 'FILE_WITHOUT_TEXT', 'drill.md', () => textBytes('\n\n   \n')],
  ] as const)('%s fails with %s, and says what to do', async (_what, code, fileName, bytes) => {
    const author = newAuthor();
    const id = await manuals.addFile(author, fileName, await bytes());
    (await manuals.ended(author, id)).expectData({
      manual: {
        ...{ id, status: 'FAILED', pageCount: null },
        ingestion: {
          ...{ status: 'FAILED', progress: expect.any(Number), attempt: 1 },
          failure: { code, message: expect.stringMatching(/upload/i) },
        },
      },
    });
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, manuals: 1, ingestions: 1, files: 1 });
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', `manual.ingest FAILED ${code}`],
    ]);
    await manuals.remove(author, id);
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
  });

  test('one that is missing fails with FILE_MISSING; the same bytes again mend it', async () => {
    const author = newAuthor();
    const bytes = newMarkdown();
    const path = manuals.fileOf(author.workspace, sha256Of(bytes));
    const read = FileStore.prototype.read;
    vi.spyOn(FileStore.prototype, 'read').mockImplementationOnce(async function (this: FileStore, ...of) {
      await rm(path);
      return read.apply(this, of);
    });
    const id = await manuals.addFile(author, 'drill.md', bytes);
    (await manuals.ended(author, id)).expectMatch({
      manual: { status: 'FAILED', ingestion: { failure: { code: 'FILE_MISSING' } } },
    });
    expect(await manuals.left(author.workspace)).toEqual({ ...NOTHING, manuals: 1, ingestions: 1 });
    const again = await manuals.add(author, await manuals.upload(author, 'drill.md', bytes));
    again.expectMatch({ addManual: { deduplicated: true, manual: { id, status: 'QUEUED' } } });
    await eventually(async () =>
      (await manuals.ended(author, id)).expectMatch({
        manual: { status: 'READY', ingestion: { status: 'DONE', attempt: 1, failure: null } },
      }),
    );
    expect(await manuals.left(author.workspace)).toEqual({
      ...{ ...NOTHING, manuals: 1, ingestions: 1, files: 1, passages: 1 },
    });
  });
});

test('a manual that is read again keeps the ids of its passages', async () => {
  const author = newAuthor();
  const bytes = textBytes(`# Cleaning\n\n${words(300)}\n`);
  const id = await manuals.addReady(author, 'drill.md', bytes);
  const before = await manuals.passages(id);
  expect(before.length).toBeGreaterThan(1);
  await manuals.rows("update manuals.manuals set status = 'FAILED' where id = ?", [id]);
  expect(await manuals.addReady(author, 'drill.md', bytes)).toBe(id);
  expect(await manuals.passages(id)).toEqual(before);
});

describe('a try that is cut short', () => {
  test('is made again, and each passage is there once', async () => {
    const author = newAuthor();
    vi.spyOn(FileStore.prototype, 'read').mockRejectedValueOnce(new Error('The disk is away.'));
    const id = await manuals.addFile(author, 'drill.md', newMarkdown());
    (await manuals.ended(author, id)).expectMatch({
      manual: { status: 'READY', ingestion: { status: 'DONE', attempt: 2, failure: null } },
    });
    expect(await manuals.left(author.workspace)).toEqual({
      ...{ ...NOTHING, manuals: 1, passages: 1, ingestions: 1, files: 1 },
    });
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
    ]);
  });

  test('because the manual was removed leaves nothing', async () => {
    const author = newAuthor();
    const { promise: removed, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: reading, resolve: isReading } = Promise.withResolvers<void>();
    const read = FileStore.prototype.read;
    vi.spyOn(FileStore.prototype, 'read').mockImplementationOnce(async function (this: FileStore, ...of) {
      const bytes = await read.apply(this, of);
      isReading();
      await removed;
      return bytes;
    });
    const id = await manuals.addFile(author, 'drill.md', newMarkdown());
    await reading;
    (
      await manuals.served.as(author).send('query ($id: ID!) { manual(id: $id) { status } }', { id })
    ).expectData({
      manual: { status: 'INGESTING' },
    });
    (await manuals.remove(author, id)).expectMatch({ removeManual: { __typename: 'ManualRemoved' } });
    goOn();
    // The next one is read after it: when that has ended, so has this.
    await manuals.addReady(newAuthor(), 'drill.md', newMarkdown());
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.remove DONE'],
    ]);
  });

  test('is shown while it goes on', async () => {
    const author = newAuthor();
    const { promise: seen, resolve: goOn } = Promise.withResolvers<void>();
    const read = FileStore.prototype.read;
    vi.spyOn(FileStore.prototype, 'read').mockImplementationOnce(async function (this: FileStore, ...of) {
      await seen;
      return read.apply(this, of);
    });
    const id = await manuals.addFile(author, 'drill.md', newMarkdown());
    const asked = 'query ($id: ID!) { manual(id: $id) { status ingestion { status progress attempt } } }';
    await eventually(async () =>
      (await manuals.served.as(author).send(asked, { id })).expectData({
        manual: { status: 'INGESTING', ingestion: { status: 'RUNNING', progress: 0, attempt: 1 } },
      }),
    );
    goOn();
    (await manuals.ended(author, id)).expectMatch({ manual: { status: 'READY' } });
  });
});
