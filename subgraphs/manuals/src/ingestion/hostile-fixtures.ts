import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { rawPdf } from './fixtures.ts';

// Files that are made to harm whoever reads them; all of them are small.

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const ONE_PAGE = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const ZLIB_HEADER = Buffer.from([0x78, 0x9c]);
const LAST_EMPTY_BLOCK = Buffer.from([0x03, 0x00]);
const BYTES_PER_MB = 1024 * 1024;
const TWICE = '/Filter [/FlateDecode /FlateDecode]';

/** A PDF with so many pages, all of them there. */
export function pdfOfPages(count: number): Uint8Array {
  const kids = Array.from({ length: count }, (_, index) => `${index + 3} 0 R`).join(' ');
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>';
  return rawPdf([CATALOG, `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`, ...Array(count).fill(page)]);
}

/** A PDF whose outline has entries in entries. */
export function pdfOfOutline(depth: number): Uint8Array {
  const entry = (number: number) =>
    `<< /Title (A) /Parent ${number - 1} 0 R /First ${number + 1} 0 R /Last ${number + 1} 0 R /Dest [3 0 R /Fit] >>`;
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>',
    ONE_PAGE,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>',
    FONT,
    stream('<<', Buffer.from('BT /F 9 Tf 9 9 Td (Press A.) Tj ET')),
    '<< /First 7 0 R /Last 7 0 R >>',
    ...Array.from({ length: depth }, (_, index) => entry(index + 7)),
  ]);
}

/** A PDF whose page tree is its own branch. */
export function pdfOfCycle(): Uint8Array {
  return rawPdf([CATALOG, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']);
}

/** A PDF with arrays in arrays. */
export function pdfOfArrays(depth: number): Uint8Array {
  const arrays = '['.repeat(depth) + ']'.repeat(depth);
  return rawPdf([CATALOG, ONE_PAGE, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Deep ${arrays} >>`]);
}

/** A PDF whose only page draws a form twice, which draws another one twice, and so on. */
export function pdfOfForms(depth: number): Uint8Array {
  const resources = (next: number) => `/Resources << /Font << /F 5 0 R >> /XObject << /X ${next} 0 R >> >>`;
  const form = (next: number, content: string) =>
    `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] ${resources(next)} /Length ${content.length} >>\nstream\n${content}\nendstream`;
  return rawPdf([
    CATALOG,
    ONE_PAGE,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] ${resources(6)} /Contents 4 0 R >>`,
    '<< /Length 5 >>\nstream\n/X Do\nendstream',
    FONT,
    ...Array.from({ length: depth }, (_, index) => form(index + 7, '/X Do /X Do')),
    form(6, 'BT /F 9 Tf (a) Tj ET'),
  ]);
}

/** A PDF whose only page's content unpacks to so many megabytes of drawing. */
export function pdfOfContent(megabytes: number): Uint8Array {
  const content = deflateSync(inflating('BT /F 9 Tf 1 1 Td (a) Tj ET\n', megabytes));
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>`;
  return rawPdf([CATALOG, ONE_PAGE, page, FONT, stream(`<< ${TWICE}`, content)]);
}

/** A PDF whose catalog stands in a stream of objects without an end: as many numbers as fit in so many megabytes. */
export function pdfOfObjects(megabytes: number): Uint8Array {
  const objects = deflateSync(inflating('1 0 ', megabytes));
  const head = '%PDF-1.5\n';
  const first = `1 0 obj\n${stream(`<< /Type /ObjStm /N 2000000000 /First 2000000000 ${TWICE}`, objects)}\nendobj\n`;
  const at = head.length + first.length;
  // Object 1 stands behind the head, object 2 here, and object 3 as the first one within object 1.
  const table = [
    ...[0, 0, 0, 0, 0],
    ...[1, ...inThreeBytes(head.length), 0],
    ...[1, ...inThreeBytes(at), 0],
    ...[2, ...inThreeBytes(1), 0],
  ];
  const second = `2 0 obj\n${stream('<< /Type /XRef /Size 4 /W [1 3 1] /Root 3 0 R', Buffer.from(table))}\nendobj\n`;
  return Buffer.from(`${head}${first}${second}startxref\n${at}\n%%EOF\n`, 'latin1');
}

function inThreeBytes(number: number): number[] {
  return [number >> 16, (number >> 8) & 0xff, number & 0xff];
}

/** @param dictionary without its length and its end */
function stream(dictionary: string, content: Buffer): string {
  return `${dictionary} /Length ${content.length} >>\nstream\n${content.toString('latin1')}\nendstream`;
}

/** What unpacks to a text again and again, made without ever being that large. */
function inflating(text: string, megabytes: number): Buffer {
  const plain = Buffer.from(text.repeat(Math.ceil(BYTES_PER_MB / text.length)));
  const block = deflateRawSync(plain, { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([ZLIB_HEADER, ...Array<Buffer>(megabytes).fill(block), LAST_EMPTY_BLOCK]);
}
