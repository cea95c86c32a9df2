import { type AuditMessage, auditMessage } from '@manuel/audit/client';
import type { Attempt, LetterHooks, Outbox, UnitOfWork } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import { idFor, messageOf, NotFound } from '@manuel/service';
import { type ExtractedDocument, extractDocument } from '../ingestion/extract.ts';
import { IngestionError } from '../ingestion/ingestion-error.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { PassageRepository, type PassageRow } from '../repositories/passage-repository.ts';
import type { ManualsServices } from '../services.ts';

export const INGEST_QUEUE = 'ingest';

/** One manual's ingestion, as it waits in the queue. */
export interface IngestJob {
  readonly manualId: string;
  readonly workspace: string;
  /** Who asked for it, for the audit entry. */
  readonly caller: Caller | null;
  readonly requestId: string;
}

/** Progress is written when it has grown by this much. */
const PROGRESS_STEP = 0.05;

/**
 * Reads a manual's file and writes all of its passages in one transaction: a killed process leaves none, and the
 * next try starts anew. A file that cannot be read is FAILED at once; anything else is tried again.
 */
export async function ingestManual(services: ManualsServices, attempt: Attempt<IngestJob>): Promise<void> {
  const { manualId, workspace } = attempt.data;
  const manual = await begin(services, attempt);
  if (manual === null) return;
  try {
    const bytes = await services.files.read(workspace, manual.sha256);
    const document = await extractDocument(
      bytes,
      manual.mediaType,
      progressWriter(services, manualId),
      attempt.signal,
    );
    await finish(services, attempt.data, document);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    await services.database.retriedTransaction((em) => fail(services.audit, em, attempt.data, failure));
  }
}

/** What becomes of the manual when every try broke off, and when its letter is redriven. */
export function ingestLetters(audit: Outbox<AuditMessage>): LetterHooks {
  return {
    // What dies in this queue was sent to it.
    onDeath: (data, em) => fail(audit, em, data as IngestJob, ABANDONED),
    async onRedrive(data, em) {
      // As above.
      const { workspace, manualId } = data as IngestJob;
      const manual = await new ManualRepository(em).lock(workspace, manualId);
      if (manual?.status === 'FAILED') await waitAgain(em, manualId);
    },
  };
}

/** How an ingestion begins. */
export const WAITING = {
  status: 'QUEUED',
  progress: 0,
  attempt: 0,
  failureCode: null,
  failureMessage: null,
  run: null,
  step: null,
  startedAt: null,
  finishedAt: null,
} as const;

/** Puts a manual that had failed back to wait for its ingestion. */
export async function waitAgain(em: UnitOfWork, manualId: string): Promise<void> {
  await new ManualRepository(em).update(manualId, { status: 'QUEUED' });
  await new IngestionRepository(em).update(manualId, WAITING);
}

/** @returns the manual to be read; null when it was removed or has been read by an earlier try */
async function begin(
  { database }: ManualsServices,
  { data, number }: Attempt<IngestJob>,
): Promise<ManualRow | null> {
  return await database.retriedTransaction(async (em) => {
    const repository = new ManualRepository(em);
    const found = await repository.lock(data.workspace, data.manualId);
    if (found === null || found.status === 'READY') return null;
    await repository.update(found.id, { status: 'INGESTING' });
    await new IngestionRepository(em).update(found.id, { status: 'RUNNING', progress: 0, attempt: number });
    return found;
  });
}

function progressWriter({ database, log }: ManualsServices, manualId: string): (fraction: number) => void {
  let written = 0;
  return (fraction) => {
    if (fraction - written < PROGRESS_STEP || fraction >= 1) return;
    written = fraction;
    // Not waited for: progress is only shown, and the end writes its own.
    new IngestionRepository(database.fork())
      .updateRunning(manualId, fraction)
      .catch((error: unknown) => log.debug({ err: error }, 'progress was not written'));
  };
}

async function finish(
  { database, audit }: ManualsServices,
  job: IngestJob,
  document: ExtractedDocument,
): Promise<void> {
  const { manualId, workspace, caller, requestId } = job;
  await database.retriedTransaction(async (em) => {
    const manuals = new ManualRepository(em);
    const manual = await manuals.lock(workspace, manualId);
    if (manual === null || manual.status === 'READY') return;
    await new PassageRepository(em).replace(workspace, manualId, rowsOf(job, document));
    await manuals.update(manualId, {
      status: 'READY',
      pageCount: document.pageCount,
      revision: manual.revision + 1,
    });
    await new IngestionRepository(em).update(manualId, { status: 'DONE', progress: 1 });
    await audit.add(
      [
        auditMessage({
          caller,
          requestId,
          action: 'manual.ingest',
          target: `manual:${manualId}`,
          outcome: 'DONE',
        }),
      ],
      em,
    );
  });
}

async function fail(
  audit: Outbox<AuditMessage>,
  em: UnitOfWork,
  job: IngestJob,
  { code, message }: Failure,
): Promise<void> {
  const { manualId, workspace, caller, requestId } = job;
  const manuals = new ManualRepository(em);
  const manual = await manuals.lock(workspace, manualId);
  if (manual === null || manual.status === 'READY') return;
  await manuals.update(manualId, { status: 'FAILED' });
  await new IngestionRepository(em).update(manualId, {
    status: 'FAILED',
    failureCode: code,
    failureMessage: message,
  });
  await audit.add(
    [
      auditMessage({
        caller,
        requestId,
        action: 'manual.ingest',
        target: `manual:${manualId}`,
        outcome: 'FAILED',
        code,
      }),
    ],
    em,
  );
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

const ABANDONED: Failure = {
  code: 'INGESTION_FAILED',
  message: 'This file broke every attempt to read it. Save it again in its own program and upload that.',
};

/** Why trying again is useless; null when it is not. */
function failureOf(error: unknown): Failure | null {
  if (error instanceof IngestionError) return { code: error.code, message: error.message };
  if (error instanceof NotFound)
    return { code: 'FILE_MISSING', message: `${messageOf(error)} Upload it again.` };
  return null;
}

/** The same text at the same place keeps its id when a manual is read again, so that citations stay good. */
function rowsOf({ manualId, workspace }: IngestJob, { passages }: ExtractedDocument): PassageRow[] {
  return passages.map(({ page, heading, text }, ordinal) => ({
    ...{ id: idFor(manualId, String(ordinal), text), manualId, workspace, ordinal, page, heading, text },
    ...{ pageLabel: null, path: heading === null ? [] : [heading] },
    ...{ sectionFirstPage: page, sectionLastPage: page },
  }));
}
