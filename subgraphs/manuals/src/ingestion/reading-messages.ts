import type { ExtractedDocument } from './extract.ts';
import type { IngestionErrorCode } from './ingestion-error.ts';
import type { MediaType } from './media-type.ts';
import type { ReadingOptions } from './reading-limits.ts';

/** What a reading process is started with, as JSON; the file's bytes follow on its standard input. */
export interface ReadingRequest {
  readonly mediaType: MediaType;
  readonly byteSize: number;
  readonly options: ReadingOptions;
}

/** How a reading ended. */
export type ReadingEnd =
  | { readonly type: 'done'; readonly facts: Omit<ExtractedDocument, 'passages'> }
  /** The file is to blame: another try would end the same. */
  | {
      readonly type: 'refused';
      readonly code: IngestionErrorCode;
      readonly message: string;
      /** For the log. */
      readonly cause: string;
    }
  /** Something else is to blame. */
  | { readonly type: 'broken'; readonly reason: string; readonly cause: string };

/** What a reading process tells. Passages come in their order, some at a time, so that no message is large. */
export type ReadingMessage =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'passages'; readonly passages: ExtractedDocument['passages'] }
  | ReadingEnd;
