import type { AuditMessage } from '@manuel/audit/client';
import type { Outbox, UnitOfWork } from '@manuel/database';
import { removeUnneeded } from '../files/housekeeping.ts';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import { ReplacementRepository } from '../repositories/replacement-repository.ts';
import { failureSentence } from '../rules/failure-sentence.ts';
import type { ManualsServices } from '../services.ts';
import type { IngestJob } from './ask-reading.ts';
import { currentReading, type Reading } from './current-reading.ts';
import { ingested } from './store-reading.ts';

/** Why a reading ended without a result. */
export interface Failure {
  readonly code: string;
  /** What was wrong and what would be right. */
  readonly message: string;
}

/** Ends a reading whose file cannot be used; one that was to replace another is given up with it. */
export async function failReading(
  { database, files, audit }: ManualsServices,
  job: IngestJob,
  failure: Failure,
): Promise<void> {
  const refused = await database.retriedTransaction(async (em) => {
    const reading = await endFailed(audit, em, job, failure);
    if (reading === null || reading.replacement === null) return null;
    await new ReplacementRepository(em).remove(job.manualId);
    return reading.replacement.sha256;
  });
  if (refused !== null) await removeUnneeded(database, files, job.workspace, [refused]);
}

/** A manual that could be searched still can; the engine is not tried on the same file again by itself. */
export async function endFailed(
  audit: Outbox<AuditMessage>,
  em: UnitOfWork,
  job: IngestJob,
  { code, message }: Failure,
): Promise<Reading | null> {
  const reading = await currentReading(em, job);
  if (reading === null) return null;
  const { manual, replacement } = reading;
  await new ManualRepository(em).update(manual.id, {
    status: manual.status === 'READY' ? 'READY' : 'FAILED',
    ...(replacement === null ? { triedEngine: Math.max(manual.triedEngine, READING_ENGINE) } : {}),
  });
  await new IngestionRepository(em).update(manual.id, {
    ...{ status: 'FAILED', step: null, finishedAt: new Date(), failureCode: code },
    failureMessage: failureSentence(manual.status === 'READY', replacement?.fileName ?? null, message),
  });
  await audit.add([ingested(job, { outcome: 'FAILED', code })], em);
  return reading;
}
