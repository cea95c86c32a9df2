import { IngestionError } from './ingestion-error.ts';

/** How much of a document is read. */
export interface DocumentLimits {
  readonly pages: number;
  /** UTF-16 units of text, without a format's marks. */
  readonly characters: number;
}

/** What reading one file may take. */
export interface ReadingLimits extends DocumentLimits {
  /** From its start to its last passage. */
  readonly seconds: number;
  /** Resident memory of the process that reads. */
  readonly memoryBytes: number;
}

/** How files are read. */
export interface ReadingOptions extends ReadingLimits {
  /** The path of a program and its arguments that reads pages which are pictures; empty when there is none. */
  readonly ocrCommand: readonly string[];
}

/** @throws IngestionError TOO_MANY_PAGES with both numbers */
export function checkPageCount(pages: number, limits: DocumentLimits): void {
  if (pages <= limits.pages) return;
  throw new IngestionError('TOO_MANY_PAGES', {
    message: `This file has ${pages} pages; at most ${limits.pages} are read. Upload it in parts.`,
  });
}

/** @throws IngestionError TOO_MUCH_TEXT with both numbers */
export function checkTextLength(characters: number, limits: DocumentLimits): void {
  if (characters <= limits.characters) return;
  throw new IngestionError('TOO_MUCH_TEXT', {
    message: `This file holds ${characters} characters of text; at most ${limits.characters} are read. Upload it in parts.`,
  });
}

/** READING_TOO_LONG with the number. */
export function tookTooLong({ seconds }: ReadingLimits): IngestionError {
  return new IngestionError('READING_TOO_LONG', {
    message: `Reading this file took longer than ${seconds} seconds. Export it again in a plainer form, or in parts, and upload that.`,
  });
}
