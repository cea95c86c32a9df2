import { expect, test } from 'vitest';
import { epubOf } from './epub-fixtures.ts';
import { docxOf, pdfOf, zipOf } from './fixtures.ts';
import { detectMediaType } from './media-type.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const PNG = new Uint8Array([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
]);

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test.for([
  ['drill.pdf', () => pdfOf([['Press A.']]), 'application/pdf'],
  ['DRILL.PDF', () => bytesOf('\n\n%PDF-1.4\n'), 'application/pdf'],
  ['drill.docx', () => docxOf(['Press A.']), DOCX],
  ['drill.docx', () => docxOf(['Press A.']).slice(0, 120), DOCX],
  ['drill.epub', () => epubOf({ 'a.xhtml': 'Press A.' }), 'application/epub+zip'],
  ['drill.epub', () => zipOf({ 'META-INF/container.xml': '' }), 'application/epub+zip'],
  ['drill.txt', () => new Uint8Array([0x47, 0x65, 0x72, 0xe4, 0x74]), 'text/plain'],
  ['drill.md', () => bytesOf('# Drill'), 'text/markdown'],
  ['drill.markdown', () => bytesOf('BMW is a brand'), 'text/markdown'],
  ['drill.v2.html', () => bytesOf('<!doctype html><p>Press A.'), 'text/html'],
  ['drill.htm', () => bytesOf('<?xml version="1.0"?><html>'), 'text/html'],
  ['drill.txt', () => bytesOf('Gerät ö').slice(0, -1), 'text/plain'],
  ['drill.txt', () => new Uint8Array(Buffer.from('\uFEFFPress', 'utf16le')), 'text/plain'],
] as const)('%s is taken when its bytes agree', async ([name, make, mediaType]) => {
  expect(await detectMediaType(name, make())).toEqual({ ok: true, mediaType });
});

test.for([
  ['drill.exe', () => bytesOf('MZ'), /"\.exe".*must end in \.pdf, \.md/],
  ['drill', () => bytesOf('text'), /must end in/],
  ['drill.txt', () => new Uint8Array(), /empty/],
  ['drill.pdf', () => PNG, /ends in \.pdf, but its bytes are image\/png/],
  ['drill.pdf', () => bytesOf('hello'), /holds plain text; name it \.txt/],
  ['drill.txt', () => bytesOf('%PDF-1.7\n'), /application\/pdf; name it \.pdf/],
  ['drill.md', () => docxOf(['Press A.']), /name it \.docx/],
  ['drill.txt', () => bytesOf('a\0b'), /no format that can be read/],
  ['drill.epub', () => zipOf({ 'a.txt': 'a' }), /application\/zip/],
  ['drill.pdf', () => bytesOf(`\x7fELF\x02\x01\x01${'\0'.repeat(99)}`), /x-elf/],
  ['drill.pdf', () => bytesOf(`MZ${'\0'.repeat(99)}`), /msdownload/],
  ['drill.txt', () => bytesOf('{\\rtf1 hello}'), /application\/rtf/],
  ['drill.html', () => bytesOf('no tags at all'), /holds plain text/],
  ['drill.docx', () => zipOf({ 'photo.txt': 'x' }), /application\/zip/],
  ['drill.docx', () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /password/],
] as const)('%s is refused with %s', async ([name, make, message]) => {
  expect(await detectMediaType(name, make())).toEqual({ ok: false, message: expect.stringMatching(message) });
});
