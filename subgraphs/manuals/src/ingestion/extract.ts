import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeText } from './decode-text.ts';
import { IngestionError, type IngestionErrorCode } from './ingestion-error.ts';
import type { MediaType } from './media-type.ts';
import { cutPassages, type ExtractedPassage, type Section } from './passages.ts';
import { readDocx } from './read-docx.ts';
import { readHtml } from './read-html.ts';
import { readMarkdown } from './read-markdown.ts';
import { readPdf } from './read-pdf.ts';
import { readPlain } from './read-plain.ts';

export type { ExtractedPassage } from './passages.ts';

/** A file as passages in reading order. */
export interface ExtractedDocument {
  /** Null for formats without pages. */
  pageCount: number | null;
  /** At least one. */
  passages: ExtractedPassage[];
}

/**
 * Reads a file and cuts it into passages. `onProgress` is called with fractions that rise to 1; between the pages
 * of a PDF other work gets its turn, and `signal` can end the reading there.
 * @throws IngestionError when the file cannot be used; the signal's reason when it was aborted.
 */
export async function extractDocument(
  bytes: Uint8Array,
  mediaType: MediaType,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<ExtractedDocument> {
  signal?.throwIfAborted();
  if (mediaType === 'application/pdf') {
    const { pageCount, sections } = await readPdf(bytes, onProgress, signal);
    return { pageCount, passages: passagesOf(sections, 'PDF_WITHOUT_TEXT') };
  }
  const sections = await readWithoutPages(bytes, mediaType).catch(asIngestionError);
  await nextTurn();
  signal?.throwIfAborted();
  const passages = passagesOf(sections, 'FILE_WITHOUT_TEXT');
  onProgress(1);
  return { pageCount: null, passages };
}

async function readWithoutPages(
  bytes: Uint8Array,
  mediaType: Exclude<MediaType, 'application/pdf'>,
): Promise<Section[]> {
  switch (mediaType) {
    case 'text/markdown':
      return readMarkdown(textOf(bytes));
    case 'text/html':
      return readHtml(textOf(bytes));
    case 'text/plain':
      return readPlain(textOf(bytes));
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return await readDocx(bytes);
    default:
      throw new Error(`No reader for ${mediaType satisfies never}`);
  }
}

/** A parser that gives up, as on nesting too deep for the stack, says that the file cannot be used. */
function asIngestionError(error: unknown): never {
  throw error instanceof IngestionError ? error : new IngestionError('FILE_UNREADABLE', { cause: error });
}

function textOf(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  if (text === null) throw new IngestionError('FILE_UNREADABLE');
  return text;
}

function passagesOf(sections: readonly Section[], codeWhenNone: IngestionErrorCode): ExtractedPassage[] {
  const passages = cutPassages(sections);
  if (passages.length === 0) throw new IngestionError(codeWhenNone);
  return passages;
}
