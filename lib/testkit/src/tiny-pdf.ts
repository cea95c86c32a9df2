import { PDFDocument, StandardFonts } from 'pdf-lib';

const PAGE_POINTS: [width: number, height: number] = [595, 842];
const MARGIN_POINTS = 60;
const FONT_SIZE_POINTS = 11;
const LINE_HEIGHT_POINTS = 16;

/**
 * A PDF with one page for each text, in its lines, set in Helvetica.
 * @param pages each line at most a page wide; characters of Windows-1252 only, as the built-in fonts have no others
 * @returns the file's bytes
 */
export async function tinyPdf(pages: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const text of pages) {
    const page = document.addPage(PAGE_POINTS);
    const top = PAGE_POINTS[1] - MARGIN_POINTS;
    page.drawText(text, {
      x: MARGIN_POINTS,
      y: top,
      size: FONT_SIZE_POINTS,
      lineHeight: LINE_HEIGHT_POINTS,
      font,
    });
  }
  return document.save();
}
