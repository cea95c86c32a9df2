import type { DeadLetters, UnitOfWork } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import { newId } from '@manuel/service';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import type { ManualsServices } from '../services.ts';

/** First readings; sources from before there were further ones know this queue alone. */
export const INGEST_QUEUE = 'ingest';
/** Readings of manuals that have passages already, or that a new file is to replace. */
export const REVISE_QUEUE = 'revise';

/** One reading of a manual's file, as it waits in a queue. */
export interface IngestJob {
  readonly manualId: string;
  readonly workspace: string;
  /** What it was asked as; missing where sources from before there were runs have asked. */
  readonly run?: string;
  /** Who asked for it, for the audit entry; null when nobody did. */
  readonly caller: Caller | null;
  readonly requestId: string;
}

/** How an ingestion begins. */
export const WAITING = {
  status: 'QUEUED',
  step: null,
  progress: 0,
  attempt: 0,
  failureCode: null,
  failureMessage: null,
  startedAt: null,
  finishedAt: null,
} as const;

/** Who wants which manual read. */
export interface Asked {
  readonly manual: ManualRow;
  readonly queue: typeof INGEST_QUEUE | typeof REVISE_QUEUE;
  readonly caller: Caller | null;
  readonly requestId: string;
}

/** What somebody waits for is done before what nobody asked for. */
const PRIORITY = { asked: 1, byItself: 0 };

/**
 * Queues a reading of a manual that the transaction has locked or made. What an earlier one still finds is not
 * written any more; a manual that can be searched stays so.
 */
export async function askReading(
  services: Pick<ManualsServices, 'jobs' | 'letters'>,
  em: UnitOfWork,
  { manual, queue, caller, requestId }: Asked,
): Promise<void> {
  const { id: manualId, workspace, status } = manual;
  const run = newId();
  if (status !== 'READY' && status !== 'QUEUED')
    await new ManualRepository(em).update(manualId, { status: 'QUEUED' });
  await new IngestionRepository(em).put({ id: newId(), manualId, workspace, run, ...WAITING });
  await forgetLetters(services.letters, em, { workspace, manualId });
  const job: IngestJob = { manualId, workspace, run, caller, requestId };
  await services.jobs.send(queue, [job], em, caller === null ? PRIORITY.byItself : PRIORITY.asked);
}

/** Removes the dead letters of a manual's readings. */
export function forgetLetters(
  letters: DeadLetters,
  em: UnitOfWork,
  of: { readonly workspace: string; readonly manualId: string },
): Promise<void> {
  return letters.forget([INGEST_QUEUE, REVISE_QUEUE], of, em);
}
