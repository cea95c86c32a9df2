import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { ChildScript, eventually, temporaryFolder } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { CONFINED, DocumentReader, type StoredFile } from './document-reader.ts';
import { pdfOf } from './fixtures.ts';
import { placedPdf } from './fixtures-pdf.ts';
import { pdfOfContent, pdfOfForms } from './hostile-fixtures.ts';
import type { MediaType } from './media-type.ts';
import type { ReadingOptions } from './reading-limits.ts';

const LIMITS: ReadingOptions = {
  ...{ pages: 100, characters: 1e6, seconds: 60, memoryBytes: 512 * 1024 * 1024, ocrCommand: [] },
};
const folder = temporaryFolder();
afterAll(() => folder.remove());
const never = new AbortController().signal;

function fileOf(bytes: Uint8Array, mediaType: MediaType = 'application/pdf'): StoredFile {
  return { content: Readable.from([bytes]), byteSize: bytes.length, mediaType };
}

function read(file: StoredFile, limits: Partial<ReadingOptions> = {}, signal = never) {
  const fractions: number[] = [];
  const reading = new DocumentReader({ ...LIMITS, ...limits }).read(
    file,
    (one) => fractions.push(one),
    signal,
  );
  return { reading, fractions };
}

test('a file is read in another process, with its progress and every passage in its order', async () => {
  const pages = Array.from({ length: 1_200 }, (_, index) => [`Press the button ${index} of the machine.`]);
  const { reading, fractions } = read(fileOf(pdfOf(pages)), { pages: 1_200 });
  const { pageCount, passages } = await reading;
  expect(pageCount).toBe(1_200);
  expect(passages.map(({ page }) => page)).toEqual(pages.map((_, index) => index + 1));
  expect(fractions.length).toBeGreaterThan(10);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});

test.for([
  [
    'needs more memory',
    pdfOfContent(1_000),
    { memoryBytes: 300 * 1024 * 1024 },
    'FILE_TOO_COMPLEX',
    /memory/,
  ],
  ['does not end', pdfOfForms(40), { seconds: 3 }, 'READING_TOO_LONG', /longer than 3 seconds/],
  ['has too many pages', pdfOf([['A.'], ['B.']]), { pages: 1 }, 'TOO_MANY_PAGES', /2 pages; at most 1/],
  ['is damaged', pdfOf([['A.']]).slice(0, 99), {}, 'FILE_UNREADABLE', /damaged/],
] as const)('a file that %s ends with its code and what to do', async ([, bytes, limits, code, message]) => {
  await expect(read(fileOf(bytes), limits).reading).rejects.toMatchObject({
    ...{ name: 'IngestionError', code, message: expect.stringMatching(message) },
  });
});

test('an abort ends a reading whatever it does, with the reason', async () => {
  const reason = new Error('shutting down');
  await expect(read(fileOf(pdfOfForms(40)), {}, AbortSignal.abort(reason)).reading).rejects.toBe(reason);
  const controller = new AbortController();
  // The file never ends, so that the process waits for it.
  const content = new PassThrough();
  content.write('%PDF-1.4\n', () => controller.abort(reason));
  const file = { content, byteSize: 1_000, mediaType: 'application/pdf' } as const;
  await expect(read(file, {}, controller.signal).reading).rejects.toBe(reason);
});

test('a file that cannot be read off the disk, or not whole, is not held against it', async () => {
  const content = new Readable({ read: () => content.destroy(new Error('The disk is away.')) });
  const file = { content, byteSize: 9, mediaType: 'text/plain' } as const;
  await expect(read(file).reading).rejects.toThrow('The disk is away.');
  const cut = { ...fileOf(new TextEncoder().encode('Press A.'), 'text/plain'), byteSize: 9 };
  await expect(read(cut).reading).rejects.toThrow(/Only 8 of 9 bytes arrived/);
});

test('pictures are read by the program that is configured, and its failure is not held against the file', async () => {
  const pages = placedPdf([{ texts: [], picture: true }]);
  const script = "console.log('Text of page', process.argv.at(-1))";
  const { passages } = await read(fileOf(pages), { ocrCommand: [process.execPath, '-e', script] }).reading;
  expect(passages.map(({ page, text }) => [page, text])).toEqual([[1, 'Text of page 1']]);
  const failing = read(fileOf(pages), { ocrCommand: [process.execPath, '-e', 'process.exit(3)'] }).reading;
  await expect(failing).rejects.toThrow(/ended with status 3 on page 1/);
  await expect(failing).rejects.not.toHaveProperty('name', 'IngestionError');
});

test('a reading does not go on behind the process that started it', async () => {
  const note = join(folder.path, 'pid');
  const parent = new ChildScript(`
    import child from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { Readable } from 'node:stream';
    const { fork } = child;
    child.fork = (...of) => {
      const started = fork(...of);
      started.stdin.once('finish', () => writeFileSync(${JSON.stringify(note)}, String(started.pid)));
      return started;
    };
    syncBuiltinESMExports();
    const { DocumentReader } = await import(${JSON.stringify(new URL('document-reader.ts', import.meta.url))});
    const bytes = Buffer.from(${JSON.stringify(Buffer.from(pdfOfForms(40)).toString('base64'))}, 'base64');
    const file = { content: Readable.from([bytes]), byteSize: bytes.length, mediaType: 'application/pdf' };
    await new DocumentReader(${JSON.stringify(LIMITS)}).read(file, () => {}, new AbortController().signal);
  `);
  await eventually(() => expect(existsSync(note)).toBe(true));
  await parent.kill();
  const pid = Number(readFileSync(note, 'utf8'));
  expect(pid).toBeGreaterThan(1);
  await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

test.for([
  ['the network', "require('node:net').connect(9, '127.0.0.1').on('error', (error) => print(error.code))"],
  ['files', "require('node:fs').readFile('/etc/hostname', (error) => print(error.code))"],
  ['what others may write', "require('node:fs').writeFile('/tmp/a', '', (error) => print(error.code))"],
  ['programs', "try { require('node:child_process').spawn('true') } catch (error) { print(error.code) }"],
] as const)('a reading process cannot reach %s', ([, script]) => {
  const source = `const print = (text) => process.stdout.write(text); ${script}`;
  expect(execFileSync(process.execPath, [...CONFINED, '--eval', source]).toString()).toBe(
    'ERR_ACCESS_DENIED',
  );
});
