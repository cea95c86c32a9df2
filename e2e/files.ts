import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { tinyPdf } from '@manuel/testkit';

/** A file as somebody would upload it. */
export interface TestFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the pages of the dehumidifier's manual say. */
export const DRY_40_PAGES = [
  `Nimbus Dry 40 dehumidifier
Operating manual, third edition
Read this manual before you plug the dehumidifier in, and keep it near the device.`,
  `Emptying the tank
The tank holds four litres. When it is full, the red drop lights up and the fan stops.
Pull the tank out by its handle, pour the water away and push the tank back until it clicks.
The dehumidifier goes on by itself after three minutes.`,
  `Washing the air filter
Wash the air filter every two weeks in lukewarm water without soap.
Let it dry in the shade for a day before you slide it back behind the grille.
A clogged filter makes the compressor ice up.`,
  `Error codes
E7 means that the humidity sensor is broken: call the workshop.
E9 means that ice covers the coil: switch the device off for six hours.`,
] as const;

let dry40Bytes: Promise<Uint8Array> | undefined;

/** A manual of four pages that belongs to nobody: the Nimbus Dry 40 does not exist. The same bytes each time. */
export async function dry40(): Promise<TestFile> {
  // A PDF tells when it was made, so it is made once.
  dry40Bytes ??= tinyPdf(DRY_40_PAGES);
  return { name: 'dry-40.pdf', bytes: await dry40Bytes };
}

/** A manual of so many pages that reading it takes a while; each page says something of its own. */
export async function longManual(pageCount: number): Promise<TestFile> {
  const pages = Array.from({ length: pageCount }, (_, page) =>
    Array.from(
      { length: 40 },
      (_, line) => `Step ${page + 1}.${line}: turn valve ${page * 40 + line} and wait for the lamp.`,
    ).join('\n'),
  );
  return { name: 'plant.pdf', bytes: await tinyPdf(pages) };
}

/** A file of plain text. */
export function textFile(name: string, text: string): TestFile {
  return { name, bytes: new TextEncoder().encode(text) };
}

/** A Word document with one paragraph for each text. */
export function docx(name: string, paragraphs: readonly string[]): TestFile {
  const office = 'http://schemas.openxmlformats.org';
  const word = `${office}/wordprocessingml/2006/main`;
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('');
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>`,
    '_rels/.rels': `<Relationships xmlns="${office}/package/2006/relationships">
<Relationship Id="document" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
  };
  return { name, bytes: storedZip(parts) };
}

/** A PDF that asks for a password before it shows its only page. */
export function encryptedPdf(name: string): TestFile {
  const keys = `/O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}>`;
  const id = `<${'00'.repeat(16)}>`;
  return handmadePdf(
    name,
    [
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>',
      `<< /Filter /Standard /V 1 /R 2 /P -4 ${keys} >>`,
    ],
    `/Encrypt 4 0 R /ID [${id} ${id}]`,
  );
}

/** A PDF that is one in every way but has no page. */
export function pdfWithoutPages(name: string): TestFile {
  return handmadePdf(name, ['<< /Type /Pages /Kids [] /Count 0 >>']);
}

/** A PDF of two pages with a drawing each and no letter. */
export function pdfOfPictures(name: string): TestFile {
  const drawing = '50 50 100 100 re f';
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 5 0 R >>';
  return handmadePdf(name, [
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    ...[page, page],
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
  ]);
}

/** 64 lower-case hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param objects the bodies of the objects from 2 on; object 1 is the catalog, whose pages are object 2 */
function handmadePdf(name: string, objects: readonly string[], trailer = ''): TestFile {
  let text = '%PDF-1.4\n';
  const offsets = ['<< /Type /Catalog /Pages 2 0 R >>', ...objects].map((body, index) => {
    const offset = String(text.length).padStart(10, '0');
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${offset} 00000 n \n`;
  });
  const start = text.length;
  const size = offsets.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return textFile(name, text);
}

/** A ZIP whose files are stored as they are (PKWARE's APPNOTE, 4.3.7, 4.3.12 and 4.3.16). */
function storedZip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    // Version and flags, method and time, then the fields that both headers share.
    const shared = [u16(20, 0, 0, 0, 0), u32(crc32(bytes), bytes.length, bytes.length)];
    const sizes = u16(nameBytes.length, 0);
    const local = Buffer.concat([u32(0x04034b50), ...shared, sizes, nameBytes, bytes]);
    directory.push(u32(0x02014b50), u16(20), ...shared, sizes, u16(0, 0, 0), u32(0, offset), nameBytes);
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = [u32(0x06054b50), u16(0, 0, count, count), u32(listed.length, offset), u16(0)];
  return new Uint8Array(Buffer.concat([...parts, listed, ...end]));
}

function u16(...numbers: number[]): Buffer {
  return Buffer.from(numbers.flatMap((number) => [number & 0xff, (number >> 8) & 0xff]));
}

function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number >>> 0, index * 4);
  return bytes;
}
