import type { AuditMessage } from '@manuel/audit/client';
import type { Cache } from '@manuel/cache';
import type { Database, Outbox, UnitOfWork } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import type { ManualsClient } from '@manuel/manuals/client';
import type { Logger } from '@manuel/service';
import type { LetterDesk } from '@manuel/subgraph';
import type { QuotaSettlement, UsageClient } from '@manuel/usage/client';

/** How a question ended, on its way to the usage subgraph. */
export interface SettlementMessage {
  readonly workspace: string;
  readonly settlement: QuotaSettlement;
  readonly caller: Caller;
  readonly requestId: string;
}

/** What lives as long as the process and is shared by its requests. */
export interface QueriesServices {
  readonly database: Database;
  readonly cache: Cache;
  readonly audit: Outbox<AuditMessage>;
  readonly settlements: Outbox<SettlementMessage>;
  readonly desk: LetterDesk<UnitOfWork>;
  readonly manuals: ManualsClient;
  readonly usage: UsageClient;
  readonly log: Logger;
}
