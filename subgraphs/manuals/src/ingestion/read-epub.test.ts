import { expect, test } from 'vitest';
import { epubOf } from './epub-fixtures.ts';
import { readEpub } from './read-epub.ts';

const CHAPTERS = {
  'b.xhtml': '<h1>Safety</h1><p>Unplug it.</p>',
  'a.xhtml': '<h1>Cleaning</h1><p>Wash it.</p>',
};
const FONT = '<CipherReference URI="OEBPS/font.otf"/>';
const CHAPTER = '<enc:CipherReference URI="OEBPS/text/a.xhtml"/>';

const encrypted = (references: string) => ({
  'META-INF/encryption.xml': `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#">${references}</encryption>`,
});

test('chapters are read in the order of the spine, without the table of contents', async () => {
  const sections = await readEpub(epubOf(CHAPTERS));
  expect(sections.map(({ heading, text }) => [heading, text])).toEqual([
    ['Safety', 'Safety\nUnplug it.'],
    ['Cleaning', 'Cleaning\nWash it.'],
  ]);
});

test('a chapter in a folder above, with a space in its name, is found', async () => {
  const book = `<package><manifest><item id="a" href="../a%20b.xhtml#top" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>`;
  const sections = await readEpub(epubOf({}, { 'OEBPS/book.opf': book, 'a b.xhtml': '<p>Wash it.</p>' }));
  expect(sections.map(({ text }) => text)).toEqual(['Wash it.']);
});

test('scrambled fonts do no harm, and an encrypted chapter is told', async () => {
  expect(await readEpub(epubOf(CHAPTERS, encrypted(FONT)))).toHaveLength(2);
  await expect(readEpub(epubOf(CHAPTERS, encrypted(FONT + CHAPTER)))).rejects.toMatchObject({
    code: 'FILE_PROTECTED',
  });
});

test.for([
  ['without a container', epubOf(CHAPTERS, { 'META-INF/container.xml': '' }), 'FILE_UNREADABLE'],
  [
    'whose package is missing',
    epubOf(CHAPTERS, { 'META-INF/container.xml': '<rootfile full-path="a.opf"/>' }),
    'FILE_UNREADABLE',
  ],
  ['that is cut off', epubOf(CHAPTERS).slice(0, 900), 'FILE_UNREADABLE'],
  [
    'that unpacks to fill the memory',
    epubOf({ 'a.xhtml': ' '.repeat(40 * 1024 * 1024) }),
    'FILE_TOO_COMPLEX',
  ],
  ['whose chapters name one small file again and again', again(), 'FILE_TOO_COMPLEX'],
] as const)('a book %s fails with its code', async ([, bytes, code]) => {
  await expect(readEpub(bytes)).rejects.toMatchObject({ name: 'IngestionError', code });
});

function again(): Uint8Array {
  const spine = '<itemref idref="a"/>'.repeat(50);
  const book = `<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine>${spine}</spine></package>`;
  return epubOf({}, { 'OEBPS/book.opf': book, 'OEBPS/a.xhtml': `<p>${'word '.repeat(200_000)}</p>` });
}
