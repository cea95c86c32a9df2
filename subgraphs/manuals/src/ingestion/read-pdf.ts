import { setImmediate as nextTurn } from 'node:timers/promises';
import { getDocumentProxy } from 'unpdf';
import { IngestionError } from './ingestion-error.ts';
import { pageLabels } from './page-labels.ts';
import type { PageReader } from './page-reader.ts';
import type { Section } from './passages.ts';
import type { PdfDocument } from './pdf-fragments.ts';
import { guessedMarks, type HeadingMark } from './pdf-headings.ts';
import { linesOfText } from './pdf-lines.ts';
import { type OutlinePage, outlineMarks } from './pdf-outline.ts';
import { PageSource, type ReadPage } from './pdf-pages.ts';
import { sectionsOfPages } from './pdf-sections.ts';
import { withCarriedHeaders } from './pdf-table-headers.ts';
import { checkPageCount, type DocumentLimits } from './reading-limits.ts';
import { partRunningLines } from './running-lines.ts';

/** A PDF's text by page and heading. */
export interface PdfText {
  pageCount: number;
  /** Pages that show something but have no text, and that no page reader found text on; from 1, rising. */
  pagesWithoutText: number[];
  sections: Section[];
}

export interface PdfOptions {
  readonly limits?: DocumentLimits;
  /** Is asked for the text of pages that are pictures. */
  readonly pageReader?: PageReader | undefined;
}

/** A PDF may show a page with fewer letters than this on average and still count as pictures. */
const LETTERS_PER_PAGE_OF_PICTURES = 3;

/**
 * Reads a PDF page by page and lets other work run between pages. `onProgress` gets the share of pages read.
 * @throws IngestionError PDF_ENCRYPTED, PDF_WITHOUT_PAGES, PDF_WITHOUT_TEXT, TOO_MANY_PAGES or FILE_UNREADABLE;
 *   what `pageReader` throws
 */
export async function readPdf(
  bytes: Uint8Array,
  onProgress: (fraction: number) => void,
  { limits, pageReader }: PdfOptions = {},
): Promise<PdfText> {
  const pdf = await openPdf(bytes);
  try {
    if (pdf.numPages === 0) throw new IngestionError('PDF_WITHOUT_PAGES');
    if (limits) checkPageCount(pdf.numPages, limits);
    const read = (page: number) => pageReader?.read(bytes, page);
    const { pages, pagesWithoutText } = await readPages(pdf, read, onProgress);
    return { pageCount: pdf.numPages, pagesWithoutText, sections: await sectionsOf(pdf, pages) };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    // pdf.js keeps the bytes it is given and takes no Buffer, so it gets a copy; verbosity 0 keeps the console clean.
    // Nothing is drawn, so no picture needs to be decoded: each has more than one dot.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, maxImageSize: 1 });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new IngestionError(name === 'PasswordException' ? 'PDF_ENCRYPTED' : 'FILE_UNREADABLE', {
      cause: error,
    });
  }
}

async function readPages(
  pdf: PdfDocument,
  readPicture: (page: number) => Promise<string> | undefined,
  onProgress: (fraction: number) => void,
): Promise<{ pages: ReadPage[]; pagesWithoutText: number[] }> {
  const source = new PageSource(pdf);
  const pages: ReadPage[] = [];
  const pagesWithoutText: number[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await source.read(number);
    if (page.isPicture) page.lines = linesOfText((await readPicture(number)) ?? '');
    if (page.isPicture && page.lines.length === 0) pagesWithoutText.push(number);
    pages.push(page);
    onProgress(number / pdf.numPages);
    await nextTurn();
  }
  const letters = pages
    .flatMap(({ lines }) => lines)
    .reduce((sum, { text }) => sum + text.replace(/[^\p{L}\p{N}]/gu, '').length, 0);
  if (letters < pages.length * LETTERS_PER_PAGE_OF_PICTURES) throw new IngestionError('PDF_WITHOUT_TEXT');
  return { pages, pagesWithoutText };
}

async function sectionsOf(pdf: PdfDocument, pages: readonly OutlinePage[]): Promise<Section[]> {
  const { pages: apart, running } = partRunningLines(pages.map(({ lines }) => lines));
  const texts = withCarriedHeaders(apart);
  const given = await pdf.getPageLabels().catch(() => null);
  const labels = pageLabels(given, running);
  const marks = await marksOf(
    pdf,
    pages.map((page, index) => ({ ...page, lines: texts[index] ?? [] })),
  );
  return sectionsOfPages(
    texts.map((lines, index) => ({ lines, label: labels[index] ?? null })),
    marks,
  );
}

/** A table of contents with fewer entries names the chapters only. */
const ENTRIES_PER_PAGE = 0.25;
/** Headings that the table of contents leaves out stand below all of its entries. */
const BELOW_ENTRIES = 100;

async function marksOf(pdf: PdfDocument, pages: readonly OutlinePage[]): Promise<HeadingMark[]> {
  const outlined = await outlineMarks(pdf, pages);
  if (outlined.length > pages.length * ENTRIES_PER_PAGE) return outlined;
  const guessed = guessedMarks(pages.map(({ lines }) => lines));
  if (outlined.length === 0) return guessed;
  const named = new Set(outlined.map(({ page, line }) => `${page} ${line}`));
  const others = guessed.filter(({ page, line }) => !named.has(`${page} ${line}`));
  const below = others.map((mark) => ({ ...mark, level: mark.level + BELOW_ENTRIES }));
  return [...outlined, ...below].sort((a, b) => a.page - b.page || a.line - b.line);
}
