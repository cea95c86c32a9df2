import type { getDocumentProxy } from 'unpdf';

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;

/** One line of a page in reading order. */
export interface PdfLine {
  text: string;
  /** Height of the baseline above the page's bottom, in points. */
  y: number;
  /** Size of the line's largest letters, in points. */
  fontSize: number;
}

/** The lines of a page as the PDF orders them; empty lines are left out. */
export async function readLines(page: PdfPage): Promise<PdfLine[]> {
  const content = await page.getTextContent();
  const lines: PdfLine[] = [];
  let line: PdfLine = { text: '', y: 0, fontSize: 0 };
  for (const item of content.items) {
    if (!('str' in item)) continue;
    line.text += item.str;
    if (item.str.trim() !== '' && item.height > line.fontSize) {
      line.fontSize = item.height;
      line.y = Number(item.transform[5]);
    }
    if (!item.hasEOL) continue;
    lines.push(line);
    line = { text: '', y: 0, fontSize: 0 };
  }
  lines.push(line);
  return lines.filter(({ text }) => text.trim() !== '');
}
