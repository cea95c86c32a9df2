import { decodeText } from './decode-text.ts';
import { detectLanguage } from './detect-language.ts';
import { IngestionError, type IngestionErrorCode, ingestionErrorOf } from './ingestion-error.ts';
import type { MediaType } from './media-type.ts';
import type { PageReader } from './page-reader.ts';
import { cutPassages, type ExtractedPassage, type Section } from './passages.ts';
import { readDocx } from './read-docx.ts';
import { readEpub } from './read-epub.ts';
import { readHtml } from './read-html.ts';
import { readMarkdown } from './read-markdown.ts';
import { readPdf } from './read-pdf.ts';
import { readPlain } from './read-plain.ts';
import { checkTextLength, type DocumentLimits } from './reading-limits.ts';

export type { ExtractedPassage } from './passages.ts';

/** A file as passages in reading order. */
export interface ExtractedDocument {
  /** Null for formats without pages. */
  pageCount: number | null;
  /** The BCP 47 tag of the language that most of it is in; null when that cannot be told. */
  language: string | null;
  /** Physical pages that are pictures and could not be read; from 1, rising. */
  pagesWithoutText: number[];
  /** At least one. */
  passages: ExtractedPassage[];
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** For files that one trusts. */
const UNLIMITED: DocumentLimits = { pages: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY };

/**
 * Reads a file and cuts it into passages. `onProgress` is called with fractions that rise to 1. What a hostile file
 * could do here, `DocumentReader` keeps away from the process that serves.
 * @throws IngestionError when the file cannot be used
 */
export async function extractDocument(
  bytes: Uint8Array,
  mediaType: MediaType,
  onProgress: (fraction: number) => void,
  limits: DocumentLimits = UNLIMITED,
  pageReader?: PageReader,
): Promise<ExtractedDocument> {
  return await extract(bytes, mediaType, onProgress, limits, pageReader).catch((error: unknown) => {
    throw ingestionErrorOf(error);
  });
}

async function extract(
  bytes: Uint8Array,
  mediaType: MediaType,
  onProgress: (fraction: number) => void,
  limits: DocumentLimits,
  pageReader: PageReader | undefined,
): Promise<ExtractedDocument> {
  if (mediaType === 'application/pdf') {
    const { sections, ...facts } = await readPdf(bytes, onProgress, { limits, pageReader });
    return { ...facts, ...passagesOf(sections, limits, 'PDF_WITHOUT_TEXT') };
  }
  const sections = await readWithoutPages(bytes, mediaType, limits);
  const text = passagesOf(sections, limits, 'FILE_WITHOUT_TEXT');
  onProgress(1);
  return { pageCount: null, pagesWithoutText: [], ...text };
}

async function readWithoutPages(
  bytes: Uint8Array,
  mediaType: Exclude<MediaType, 'application/pdf'>,
  limits: DocumentLimits,
): Promise<Section[]> {
  switch (mediaType) {
    case 'text/markdown':
      return readMarkdown(shortTextOf(bytes, limits));
    case 'text/html':
      return readHtml(textOf(bytes));
    case 'text/plain':
      return readPlain(shortTextOf(bytes, limits));
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return await readDocx(bytes);
    case 'application/epub+zip':
      return await readEpub(bytes);
    default:
      throw new Error(`No reader for ${mediaType satisfies never}`);
  }
}

/** A format with few marks: where the file is too long, so is its text. */
function shortTextOf(bytes: Uint8Array, limits: DocumentLimits): string {
  const text = textOf(bytes);
  checkTextLength(text.length, limits);
  return text;
}

function textOf(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  if (text === null) throw new IngestionError('FILE_UNREADABLE');
  return text;
}

function passagesOf(
  sections: readonly Section[],
  limits: DocumentLimits,
  codeWhenNone: IngestionErrorCode,
): Pick<ExtractedDocument, 'language' | 'passages'> {
  checkTextLength(
    sections.reduce((sum, { text }) => sum + text.length, 0),
    limits,
  );
  const passages = cutPassages(sections);
  if (!passages.some(({ text }) => LETTER_OR_DIGIT.test(text))) throw new IngestionError(codeWhenNone);
  return { language: detectLanguage(passages.map(({ text }) => text)), passages };
}
