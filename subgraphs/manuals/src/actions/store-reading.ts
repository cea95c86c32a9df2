import { auditMessage } from '@manuel/audit/client';
import type { UnitOfWork } from '@manuel/database';
import { Conflict, idFor } from '@manuel/service';
import { removeUnneeded } from '../files/housekeeping.ts';
import type { ExtractedDocument } from '../ingestion/extract.ts';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import type { PassageRow } from '../repositories/passage-repository.ts';
import { ReplacementRepository, type ReplacementRow } from '../repositories/replacement-repository.ts';
import { languageOf } from '../rules/language.ts';
import { type IndexedPassages, writeIndexed } from '../search/manual-indexer.ts';
import type { ManualsServices } from '../services.ts';
import type { IngestJob } from './ask-reading.ts';
import { currentReading } from './current-reading.ts';

/**
 * Makes what was read the manual: passages, what is told of the file, and the revision that every search goes by
 * change in one transaction. A file that is replaced goes after it.
 * @throws Conflict when another manual has the new file's bytes by now
 */
export async function storeReading(
  { database, files, audit }: ManualsServices,
  job: IngestJob,
  document: ExtractedDocument,
  indexed: IndexedPassages,
): Promise<void> {
  const replaced = await database.retriedTransaction(async (em) => {
    const reading = await currentReading(em, job);
    if (reading === null) return null;
    const { manual, replacement } = reading;
    if (replacement !== null) await takePlace(em, replacement);
    await writeIndexed(em, manual, manual.revision + 1, indexed);
    await new ManualRepository(em).update(manual.id, {
      ...(replacement === null ? {} : factsOf(manual, replacement)),
      ...{ status: 'READY', pageCount: document.pageCount, revision: manual.revision + 1 },
      pagesWithoutText: document.pagesWithoutText,
      language: languageOf(replacement?.language ?? manual.language, document.language),
      ...{ engine: READING_ENGINE, triedEngine: READING_ENGINE },
    });
    await new IngestionRepository(em).update(manual.id, {
      ...{ status: 'DONE', step: null, progress: 1, finishedAt: new Date() },
    });
    await audit.add([ingested(job, { outcome: 'DONE' })], em);
    return replacement === null ? null : manual.sha256;
  });
  if (replaced !== null) await removeUnneeded(database, files, job.workspace, [replaced]);
}

/** The entry of a reading that has ended. */
export function ingested(
  { manualId, workspace, caller, requestId }: IngestJob,
  ending: { readonly outcome: 'DONE' | 'FAILED'; readonly code?: string },
) {
  const target = `manual:${manualId}`;
  // What Manuel does by itself has no caller, and a workspace all the same.
  return { ...auditMessage({ caller, requestId, action: 'manual.ingest', target, ...ending }), workspace };
}

/** The unique key of a workspace's bytes would end this try and all further ones without a word. */
async function takePlace(em: UnitOfWork, { workspace, manualId, sha256 }: ReplacementRow): Promise<void> {
  const other = await new ManualRepository(em).byBytes(workspace, sha256);
  if (other !== null && other.id !== manualId) {
    throw new Conflict(
      `The manual "${other.title}" (${other.id}) has this file by now; one of a workspace may.`,
    );
  }
  await new ReplacementRepository(em).remove(manualId);
}

function factsOf(
  { title: itsOwn }: ManualRow,
  { title, fileName, mediaType, byteSize, sha256 }: ReplacementRow,
): Partial<ManualRow> {
  return { title: title ?? itsOwn, fileName, mediaType, byteSize, sha256 };
}

/** The same text at the same place keeps its id when a manual is read again, so that citations stay good. */
export function rowsOf({ manualId, workspace }: IngestJob, { passages }: ExtractedDocument): PassageRow[] {
  return passages.map(({ page, pageLabel, heading, path, sectionPages, text }, ordinal) => ({
    ...{ id: idFor(manualId, String(ordinal), text), manualId, workspace, ordinal, page, heading, text },
    ...{ pageLabel, path: [...path] },
    ...{ sectionFirstPage: sectionPages?.first ?? null, sectionLastPage: sectionPages?.last ?? null },
  }));
}
