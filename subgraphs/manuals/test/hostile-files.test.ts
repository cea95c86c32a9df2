import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { testDatabase } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { epubOf } from '../src/ingestion/epub-fixtures.ts';
import { docxOf, zipOf } from '../src/ingestion/fixtures.ts';
import {
  pdfOfArrays,
  pdfOfContent,
  pdfOfCycle,
  pdfOfForms,
  pdfOfObjects,
  pdfOfOutline,
  pdfOfPages,
} from '../src/ingestion/hostile-fixtures.ts';
import { ManualsTester, NOTHING, newAuthor, newMarkdown, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const MB = 1024 * 1024;
const NANOSECONDS_PER_MS = 1e6;
const GIGABYTE_IN_MB = 1_024;
const SECONDS = 20;
const ENDED_MS = 240_000;
/** Every bomb among the files unpacks to far more. */
const MOST_GROWTH_BYTES = 300 * MB;
/** The drawing and the quotes would block it for longer, on any machine. */
const LONGEST_BLOCK_MS = 5_000;

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate), {
  limits: {
    ...{ largestFileBytes: 60 * MB, ticketSeconds: 900 },
    reading: { pages: 1_000, characters: 2_000_000, seconds: SECONDS, memoryBytes: 400 * MB, ocrCommand: [] },
  },
});
afterAll(() => manuals.stop());

const HOSTILE: readonly (readonly [string, string, Uint8Array, string, RegExp])[] = [
  ['a ZIP bomb as a Word document', 'a.docx', wordBomb(), 'FILE_TOO_COMPLEX', /more than 32 MB/],
  ['a ZIP bomb as a book', 'a.epub', bookBomb(), 'FILE_TOO_COMPLEX', /more than 32 MB/],
  ['a Word document of 30,000 files', 'b.docx', manyFiles(), 'FILE_TOO_COMPLEX', /30001 files; at most/],
  ['a Word document cut short', 'c.docx', docxOf(['A.']).slice(0, 600), 'FILE_UNREADABLE', /damaged/],
  ['a PDF of 100,000 pages', 'a.pdf', pdfOfPages(100_000), 'TOO_MANY_PAGES', /100000 pages; at most 1000/],
  ['a PDF of gigabytes', 'b.pdf', pdfOfContent(2 * GIGABYTE_IN_MB), 'FILE_TOO_COMPLEX', /memory/],
  ['a PDF of endless objects', 'c.pdf', pdfOfObjects(2 * GIGABYTE_IN_MB), 'FILE_TOO_COMPLEX', /memory/],
  ['a PDF of endless drawing', 'd.pdf', pdfOfForms(60), 'READING_TOO_LONG', /longer than 20 seconds/],
  ['a PDF of arrays in arrays', 'e.pdf', pdfOfArrays(200_000), 'FILE_UNREADABLE', /damaged/],
  ['a PDF of headings in headings', 'h.pdf', pdfOfOutline(50_000), 'FILE_TOO_COMPLEX', /memory/],
  ['a PDF whose pages are a circle', 'f.pdf', pdfOfCycle(), 'FILE_UNREADABLE', /damaged/],
  ['a PDF cut short', 'g.pdf', pdfOfPages(9).slice(0, 200), 'FILE_UNREADABLE', /damaged/],
  ['HTML in HTML', 'a.html', repeated('<div>', 5 * MB), 'FILE_TOO_COMPLEX', /memory/],
  ['HTML of script', 'b.html', textBytes('<script>steal()</script>'), 'FILE_WITHOUT_TEXT', /no text/],
  ['quotes in quotes', 'a.md', repeated('>', 100_000), 'FILE_TOO_COMPLEX', /memory/],
  ['a line of dots', 'b.md', repeated('.', 50 * MB), 'TOO_MUCH_TEXT', /52428800 characters.*at most 2000000/],
  ['a short line of dots', 'a.txt', repeated('. ', 2 * MB - 200_000), 'FILE_WITHOUT_TEXT', /no text/],
  ['a line of hyphens', 'b.txt', repeated('a-', 50 * MB), 'TOO_MUCH_TEXT', /at most 2000000/],
];

const PNG = new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));
const BY_TYPE: readonly (readonly [string, string, Uint8Array, RegExp])[] = [
  ['a picture', 'drill.pdf', PNG, /image\/png/],
  ['a program', 'drill.pdf', textBytes(`\x7fELF\x02\x01\x01${'\0'.repeat(99)}`), /x-elf/],
  ['a ZIP of anything', 'drill.docx', zipOf({ 'a.txt': 'a' }), /application\/zip/],
  ['a page of HTML', 'drill.pdf', textBytes('<!doctype html><p>Press A.'), /plain text/],
  ['bytes of no kind', 'drill.md', Uint8Array.of(1, 2, 3, 0), /no format that can be read/],
];

test.each(BY_TYPE)('%s that is called %s is refused before it is read, and not kept', async (...of) => {
  const [, fileName, bytes, message] = of;
  const author = newAuthor();
  const answer = await manuals.add(author, await manuals.upload(author, fileName, bytes));
  answer.expectMatch({
    addManual: {
      __typename: 'InvalidInput',
      path: 'input.uploadId',
      message: expect.stringMatching(message),
    },
  });
  expect(await manuals.left(author.workspace)).toEqual(NOTHING);
});

describe('files that are made to harm whoever reads them, many at once,', () => {
  const author = newAuthor();
  const reader = newAuthor();
  const ids = new Map<string, string>();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  let restingBytes = 0;
  let mostBytes = 0;

  beforeAll(async () => {
    await manuals.addReady(author, 'first.md', newMarkdown());
    collectGarbage();
    restingBytes = process.memoryUsage.rss();
    delay.enable();
    const watch = setInterval(() => {
      mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
    }, 20);
    for (const [what, fileName, bytes] of HOSTILE)
      ids.set(what, await manuals.addFile(author, fileName, bytes, { title: what }));
    // Somebody else's manual is read among them.
    const good = await manuals.addFile(reader, 'good.md', newMarkdown());
    (await manuals.ended(reader, good, ENDED_MS)).expectMatch({ manual: { status: 'READY' } });
    for (const id of ids.values()) await manuals.ended(author, id, ENDED_MS);
    clearInterval(watch);
    delay.disable();
  }, ENDED_MS);

  test.each(HOSTILE)('%s ends FAILED at its first try, with its reason', async (what, ...of) => {
    const [, , code, message] = of;
    (await manuals.ended(author, ids.get(what) ?? '')).expectMatch({
      manual: {
        status: 'FAILED',
        ingestion: { attempt: 1, failure: { code, message: expect.stringMatching(message) } },
      },
    });
  });

  test('leave the memory of the process flat, and its event loop free', () => {
    expect(mostBytes - restingBytes).toBeLessThan(MOST_GROWTH_BYTES);
    expect(delay.max / NANOSECONDS_PER_MS).toBeLessThan(LONGEST_BLOCK_MS);
  });
});

/** What making the files took is no part of the resting level. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  // With that flag, a new context has it.
  (runInNewContext('gc') as () => void)();
}

function wordBomb(): Uint8Array {
  return docxOf([' '.repeat(64 * MB)]);
}

function bookBomb(): Uint8Array {
  return epubOf({ 'a.xhtml': ' '.repeat(64 * MB) });
}

function manyFiles(): Uint8Array {
  const files = Array.from({ length: 30_000 }, (_, index) => [`word/${index}.xml`, ''] as const);
  return zipOf({ '[Content_Types].xml': '', ...Object.fromEntries(files) });
}

function repeated(text: string, byteSize: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(byteSize, text));
}
