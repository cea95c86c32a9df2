import type { AuditMessage } from '@manuel/audit/client';
import type { Cache } from '@manuel/cache';
import type { Database, DeadLetters, Jobs, Outbox, UnitOfWork } from '@manuel/database';
import type { Logger } from '@manuel/service';
import type { LetterDesk } from '@manuel/subgraph';
import type { FileStore } from './files/file-store.ts';
import type { Tickets } from './files/tickets.ts';
import type { ManualIndexer } from './search/manual-indexer.ts';
import type { SearchLibrary } from './search/search-library.ts';

/** What may be sent here. */
export interface ManualLimits {
  readonly largestFileBytes: number;
  readonly ticketSeconds: number;
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
  readonly indexer: ManualIndexer;
  readonly library: SearchLibrary;
  readonly limits: ManualLimits;
  readonly log: Logger;
}
