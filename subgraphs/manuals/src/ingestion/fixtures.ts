import { crc32, deflateRawSync } from 'node:zlib';

/** Text of one page in ASCII; lines are written from top to bottom, larger when they begin with `# `. */
export type PageText = readonly string[];

/** An entry of a PDF's table of contents that leads to a line. */
export interface OutlineEntry {
  title: string;
  /** From 1. */
  page: number;
  /** From 0. */
  line: number;
}

/** Numbers of the objects that every made PDF has; the others follow. */
const FIRST_PAGE = 4;

/** A PDF with one page for each entry; an empty entry is a page with a drawing and no text. */
export function pdfOf(pages: readonly PageText[], outline: readonly OutlineEntry[] = []): Uint8Array {
  const kids = pages.map((_, index) => `${FIRST_PAGE + index * 2} 0 R`).join(' ');
  const root = FIRST_PAGE + pages.length * 2;
  return rawPdf([
    `<< /Type /Catalog /Pages 2 0 R ${outline.length > 0 ? `/Outlines ${root} 0 R` : ''} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap(pageObjects),
    ...(outline.length > 0 ? outlineObjects(outline, root) : []),
  ]);
}

function pageObjects(lines: PageText, index: number): string[] {
  const content = lines.length === 0 ? '50 50 100 100 re f' : lines.map(drawLine).join('\n');
  const contentNumber = FIRST_PAGE + index * 2 + 1;
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Resources << /Font << /F 3 0 R >> >> /Contents ${contentNumber} 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
}

function drawLine(line: string, index: number): string {
  const size = line.startsWith('# ') ? 16 : 10;
  const text = line.replace(/^# /, '').replace(/[\\()]/g, '\\$&');
  return `BT /F ${size} Tf 40 ${yOfLine(index)} Td (${text}) Tj ET`;
}

function yOfLine(line: number): number {
  return 560 - line * 20;
}

function outlineObjects(entries: readonly OutlineEntry[], root: number): string[] {
  const last = root + entries.length;
  const items = entries.map(({ title, page, line }, index) => {
    const number = root + 1 + index;
    const next = number < last ? `/Next ${number + 1} 0 R` : '';
    const dest = `[${FIRST_PAGE + (page - 1) * 2} 0 R /XYZ 40 ${yOfLine(line) + 12} null]`;
    return `<< /Title (${title}) /Parent ${root} 0 R /Dest ${dest} ${next} >>`;
  });
  return [
    `<< /Type /Outlines /First ${root + 1} 0 R /Last ${last} 0 R /Count ${entries.length} >>`,
    ...items,
  ];
}

/** A PDF written by hand from the bodies of its objects 1, 2, … in Latin-1; object 1 is the catalog. */
export function rawPdf(objects: readonly string[], trailer = ''): Uint8Array {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

const CONTENT_TYPES =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONSHIPS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
const STYLES =
  '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>';
const DOCUMENT_RELATIONSHIPS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>';
const NUMBERING =
  '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>';

/** A Word document; paragraphs that begin with `# ` are headings of level 1, and `more` is XML that follows them. */
export function docxOf(paragraphs: readonly string[], more = ''): Uint8Array {
  const body = paragraphs.map((text) => {
    const style = text.startsWith('# ') ? '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' : '';
    return `<w:p>${style}<w:r><w:t>${text.replace(/^# /, '')}</w:t></w:r></w:p>`;
  });
  return zipOf({
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': RELATIONSHIPS,
    'word/_rels/document.xml.rels': DOCUMENT_RELATIONSHIPS,
    'word/styles.xml': STYLES,
    'word/numbering.xml': NUMBERING,
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}${more}</w:body></w:document>`,
  });
}

/** A ZIP of small files; one named `mimetype` stands in it as it is, as EPUB wants it, and so do empty ones. */
export function zipOf(files: Readonly<Record<string, string | Buffer>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const isStored = name === 'mimetype' || bytes.length === 0;
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(isStored ? 0 : 8, 4);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed]);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), shared, place, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, entries, end]));
}
