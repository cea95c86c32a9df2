import type { Attempt } from '@manuel/database';
import { Conflict, messageOf, NotFound } from '@manuel/service';
import { IngestionError } from '../ingestion/ingestion-error.ts';
import type { MediaType } from '../ingestion/media-type.ts';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { languageOf } from '../rules/language.ts';
import type { ManualsServices } from '../services.ts';
import type { IngestJob } from './ask-reading.ts';
import { currentReading } from './current-reading.ts';
import { type Failure, failReading } from './fail-reading.ts';
import { ReadingProgress } from './reading-progress.ts';
import { rowsOf, storeReading } from './store-reading.ts';

/**
 * Reads a manual's file, or the one that is to replace it, and writes all that was found in one transaction: until
 * then what was there before is searched, and a killed process leaves nothing. A file that cannot be read is FAILED
 * at once; anything else is tried again.
 */
export async function ingestManual(services: ManualsServices, attempt: Attempt<IngestJob>): Promise<void> {
  const job = attempt.data;
  const file = await begin(services, attempt);
  if (file === null) return;
  try {
    const progress = new ReadingProgress(services, job);
    const content = await services.files.read(job.workspace, file.sha256);
    const document = await services.reader.read(
      { content, byteSize: file.byteSize, mediaType: file.mediaType },
      (fraction) => progress.show('READING', fraction),
      attempt.signal,
    );
    progress.show('EMBEDDING', 0);
    const indexed = await services.indexer.index(
      { id: job.manualId, workspace: job.workspace, language: languageOf(file.language, document.language) },
      rowsOf(job, document),
      (fraction) => progress.show('EMBEDDING', fraction),
      attempt.signal,
    );
    progress.show('STORING', 0);
    await storeReading(services, job, document, indexed);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    services.log.info({ err: error, manualId: job.manualId, code: failure.code }, 'a file could not be read');
    await failReading(services, job, failure);
  }
}

interface FileToRead {
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: MediaType;
  /** BCP 47 tag; UNDETERMINED when the file is to tell it. */
  readonly language: string;
}

/** @returns the file to be read; null when nobody wants it read any more */
async function begin(
  { database }: ManualsServices,
  { data, number }: Attempt<IngestJob>,
): Promise<FileToRead | null> {
  return await database.retriedTransaction(async (em) => {
    const reading = await currentReading(em, data);
    if (reading === null) return null;
    const { manual, ingestion, replacement } = reading;
    const ingestions = new IngestionRepository(em);
    if (replacement === null && isReadAlready(manual, data)) {
      await ingestions.update(manual.id, { status: 'DONE', progress: 1, finishedAt: new Date() });
      return null;
    }
    if (manual.status !== 'READY') await new ManualRepository(em).update(manual.id, { status: 'INGESTING' });
    await ingestions.update(manual.id, {
      ...{ status: 'RUNNING', step: 'READING', progress: 0, attempt: number },
      startedAt: ingestion.startedAt ?? new Date(),
    });
    const { sha256, byteSize, mediaType } = replacement ?? manual;
    return { sha256, byteSize, mediaType, language: replacement?.language ?? manual.language };
  });
}

/**
 * What an older engine finds would be a step back. What nobody asked for was asked by a newer engine's process when
 * this one has read the file before: it asks again.
 */
function isReadAlready({ engine, triedEngine }: ManualRow, { caller }: IngestJob): boolean {
  return engine > READING_ENGINE || (caller === null && triedEngine >= READING_ENGINE);
}

/** Why trying again is useless; null when it is not. */
function failureOf(error: unknown): Failure | null {
  if (error instanceof IngestionError) return { code: error.code, message: error.message };
  if (error instanceof NotFound)
    return { code: 'FILE_MISSING', message: `${messageOf(error)} Upload it again.` };
  if (error instanceof Conflict) return { code: 'FILE_TAKEN', message: error.message };
  return null;
}
