import { setImmediate as nextTurn } from 'node:timers/promises';
import { getDocumentProxy } from 'unpdf';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { guessedMarks, outlineMarks } from './pdf-headings.ts';
import { type PdfDocument, type PdfLine, readLines } from './pdf-lines.ts';
import { sectionsOfPages } from './pdf-sections.ts';
import { withoutRunningLines } from './running-lines.ts';

/** A PDF's text by page and heading. */
export interface PdfText {
  pageCount: number;
  sections: Section[];
}

/** A PDF may show a page with fewer letters than this on average and still count as pictures. */
const LETTERS_PER_PAGE_OF_PICTURES = 3;

/**
 * Reads a PDF page by page and lets other work run between pages. `onProgress` gets the share of pages read.
 * @throws IngestionError PDF_ENCRYPTED, PDF_WITHOUT_PAGES, PDF_WITHOUT_TEXT or FILE_UNREADABLE; the signal's reason.
 */
export async function readPdf(
  bytes: Uint8Array,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<PdfText> {
  const pdf = await openPdf(bytes);
  try {
    if (pdf.numPages === 0) throw new IngestionError('PDF_WITHOUT_PAGES');
    const pages = await readPages(pdf, onProgress, signal);
    const outlined = await outlineMarks(pdf);
    const marks = outlined.length > 0 ? outlined : guessedMarks(pages);
    return { pageCount: pdf.numPages, sections: sectionsOfPages(pages, marks) };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    // pdf.js keeps the bytes it is given and takes no Buffer, so it gets a copy; verbosity 0 keeps the console clean.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new IngestionError(name === 'PasswordException' ? 'PDF_ENCRYPTED' : 'FILE_UNREADABLE', {
      cause: error,
    });
  }
}

async function readPages(
  pdf: PdfDocument,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<PdfLine[][]> {
  const pages: PdfLine[][] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    signal?.throwIfAborted();
    pages.push(await readPage(pdf, number));
    onProgress(number / pdf.numPages);
    await nextTurn();
  }
  const letters = pages.flat().reduce((sum, { text }) => sum + text.replace(/[^\p{L}\p{N}]/gu, '').length, 0);
  if (letters < pages.length * LETTERS_PER_PAGE_OF_PICTURES) throw new IngestionError('PDF_WITHOUT_TEXT');
  return withoutRunningLines(pages);
}

async function readPage(pdf: PdfDocument, number: number): Promise<PdfLine[]> {
  try {
    const page = await pdf.getPage(number);
    const lines = await readLines(page);
    page.cleanup();
    return lines;
  } catch (error) {
    throw new IngestionError('FILE_UNREADABLE', { cause: error });
  }
}
