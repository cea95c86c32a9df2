import type { AuditMessage } from '@manuel/audit/client';
import type { Cache } from '@manuel/cache';
import type { Database, DeadLetters, Jobs, Outbox, UnitOfWork } from '@manuel/database';
import type { Logger } from '@manuel/service';
import type { LetterDesk } from '@manuel/subgraph';
import type { FileStore } from './files/file-store.ts';
import type { Tickets } from './files/tickets.ts';
import type { DocumentReader } from './ingestion/document-reader.ts';
import type { ReadingOptions } from './ingestion/reading-limits.ts';
import type { ManualIndexer } from './search/manual-indexer.ts';
import type { SearchLibrary } from './search/search-library.ts';

/** What may be sent here. */
export interface ManualLimits {
  readonly largestFileBytes: number;
  readonly ticketSeconds: number;
  readonly reading: ReadingOptions;
}

/** What lives as long as the process and is shared by its requests and jobs. */
export interface ManualsServices {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly audit: Outbox<AuditMessage>;
  readonly letters: DeadLetters;
  readonly desk: LetterDesk<UnitOfWork>;
  readonly cache: Cache;
  readonly files: FileStore;
  readonly tickets: Tickets;
  readonly reader: DocumentReader;
  readonly indexer: ManualIndexer;
  readonly library: SearchLibrary;
  readonly limits: ManualLimits;
  readonly log: Logger;
}
