import { rawPdf } from './fixtures.ts';

/** A piece of text in ASCII at a place of a page of 400 by 600 points. */
export interface PlacedText {
  text: string;
  x: number;
  /** Upwards from the page's bottom. */
  y: number;
  size?: number;
  font?: keyof typeof FONTS;
  /** Turned counterclockwise by so many degrees. */
  turned?: number;
}

export interface PlacedPage {
  texts: readonly PlacedText[];
  /** Shows a picture as well. */
  picture?: boolean;
}

export interface PdfExtras {
  /** The body of the page labels' number tree (ISO 32000-1, 12.4.2). */
  labels?: string;
  /** Entries of the table of contents in one level; without `y` they lead to the page as a whole. */
  outline?: readonly { title: string; page: number; y?: number }[];
}

const FONTS = { plain: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier' } as const;
/** Numbers of the objects that every made PDF has: catalog, pages, outline, picture and fonts. */
const OUTLINE = 3;
const PICTURE = 4;
const FIRST_FONT = 5;
const FIRST_PAGE = FIRST_FONT + Object.keys(FONTS).length;

/** A PDF with text at exact places. */
export function placedPdf(
  pages: readonly PlacedPage[],
  { labels, outline = [] }: PdfExtras = {},
): Uint8Array {
  const kids = pages.map((_, index) => `${pageObject(index + 1)} 0 R`).join(' ');
  const firstEntry = pageObject(pages.length + 1);
  return rawPdf([
    `<< /Type /Catalog /Pages 2 0 R ${labels ? `/PageLabels << ${labels} >>` : ''} ${outline.length > 0 ? `/Outlines ${OUTLINE} 0 R` : ''} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    `<< /Type /Outlines /First ${firstEntry} 0 R /Last ${firstEntry + outline.length - 1} 0 R /Count ${outline.length} >>`,
    '<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream',
    ...Object.values(FONTS).map((name) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`),
    ...pages.flatMap(pageObjects),
    ...outline.map(({ title, page, y }, index) => {
      const next = index + 1 < outline.length ? `/Next ${firstEntry + index + 1} 0 R` : '';
      const place = y === undefined ? '/Fit' : `/XYZ 0 ${y} null`;
      return `<< /Title (${title}) /Parent ${OUTLINE} 0 R /Dest [${pageObject(page)} 0 R ${place}] ${next} >>`;
    }),
  ]);
}

/** Lines below each other. */
export function linesAt(
  x: number,
  top: number,
  lines: readonly string[],
  style: Partial<PlacedText> = {},
): PlacedText[] {
  return lines.map((text, index) => ({ text, x, y: top - index * 12, ...style }));
}

/** Cells beside each other, row by row. */
export function rowsAt(
  xs: readonly number[],
  top: number,
  rows: readonly (readonly string[])[],
): PlacedText[] {
  return rows.flatMap((cells, row) =>
    cells.flatMap((text, cell) => (text === '' ? [] : [{ text, x: xs[cell] ?? 0, y: top - row * 14 }])),
  );
}

function pageObject(page: number): number {
  return FIRST_PAGE + (page - 1) * 2;
}

function pageObjects({ texts, picture = false }: PlacedPage, index: number): string[] {
  const picturePart = picture ? 'q 200 0 0 200 50 50 cm /P Do Q' : '';
  const content = ['1 0 0 1 0 0 cm 0 g', ...texts.map(drawText), picturePart].join('\n');
  const fonts = Object.keys(FONTS).map((name, font) => `/${name} ${FIRST_FONT + font} 0 R`);
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Resources << /Font << ${fonts.join(' ')} >> /XObject << /P ${PICTURE} 0 R >> >> /Contents ${pageObject(index + 1) + 1} 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
}

function drawText({ text, x, y, size = 10, font = 'plain', turned = 0 }: PlacedText): string {
  const angle = (turned * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((value) => value.toFixed(4));
  const escaped = text.replace(/[\\()]/g, '\\$&');
  return `BT /${font} ${size} Tf ${cos} ${sin} ${-Number(sin)} ${cos} ${x} ${y} Tm (${escaped}) Tj ET`;
}
