import { getResolvedPDFJS } from 'unpdf';
import { IngestionError } from './ingestion-error.ts';
import { FontNames } from './pdf-fonts.ts';
import { fragmentsOf, type PdfDocument, type PdfPage } from './pdf-fragments.ts';
import { linesOf } from './pdf-lines.ts';
import type { OutlinePage } from './pdf-outline.ts';

/** A page as it was read. */
export interface ReadPage extends OutlinePage {
  /** It has no text but shows something: a scan, a photograph or a drawing. */
  isPicture: boolean;
}

/** Reads the pages of a document one by one. */
export class PageSource {
  readonly #pdf: PdfDocument;
  readonly #fonts = new FontNames();

  constructor(pdf: PdfDocument) {
    this.#pdf = pdf;
  }

  /**
   * Reads a page; `number` counts from 1.
   * @throws IngestionError FILE_UNREADABLE
   */
  async read(number: number): Promise<ReadPage> {
    try {
      const page = await this.#pdf.getPage(number);
      const read = await this.#readPage(page);
      page.cleanup();
      return read;
    } catch (error) {
      throw new IngestionError('FILE_UNREADABLE', { cause: error });
    }
  }

  async #readPage(page: PdfPage): Promise<ReadPage> {
    const content = await page.getTextContent();
    const written = content.items.flatMap((item) =>
      'str' in item && item.str.trim() !== '' ? [item.fontName] : [],
    );
    await this.#fonts.learn(page, written);
    const { shown, ...text } = fragmentsOf(page, content, this.#fonts);
    return {
      objectNumber: page.ref?.num ?? null,
      lines: linesOf(text),
      shown,
      isPicture: written.length === 0 && (await showsSomething(page)),
    };
  }
}

/** In square points. Smaller pictures are ornaments. */
const SMALLEST_PICTURE = 100;

/**
 * Pictures are not decoded, so what tells of one is the place that was made for it: a picture fills the square of
 * one by one (ISO 32000-1, 8.9.4), which is made as large as the picture is to be.
 */
async function showsSomething(page: PdfPage): Promise<boolean> {
  const { OPS } = await getResolvedPDFJS();
  const list = await page.getOperatorList().catch(() => null);
  if (!list) return false;
  return list.fnArray.some((operation: number, index: number) => {
    // Arguments are untyped in pdf.js: a path comes with what becomes of it, a change of place with six numbers.
    const args = list.argsArray[index] as number[] | null;
    if (operation === OPS.constructPath) return args?.[0] !== OPS.endPath;
    if (operation !== OPS.transform) return operation === OPS.shadingFill;
    const [a = 0, b = 0, c = 0, d = 0] = args ?? [];
    return Math.abs(a * d - b * c) >= SMALLEST_PICTURE;
  });
}
