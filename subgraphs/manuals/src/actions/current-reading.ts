import type { UnitOfWork } from '@manuel/database';
import { IngestionRepository, type IngestionRow } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { ReplacementRepository, type ReplacementRow } from '../repositories/replacement-repository.ts';
import type { IngestJob } from './ask-reading.ts';

/** A reading that is wanted, with its manual locked until the transaction ends. */
export interface Reading {
  readonly manual: ManualRow;
  readonly ingestion: IngestionRow;
  /** The file that is read; null when it is the manual's own. */
  readonly replacement: ReplacementRow | null;
}

/** @returns null when the manual was removed, another reading was asked for since, or this one has ended */
export async function currentReading(
  em: UnitOfWork,
  { workspace, manualId, run = null }: Pick<IngestJob, 'workspace' | 'manualId'> & { run?: string | null },
): Promise<Reading | null> {
  const manual = await new ManualRepository(em).lock(workspace, manualId);
  if (manual === null) return null;
  const ingestion = await new IngestionRepository(em).ofManual(manualId);
  if (ingestion === null || ingestion.run !== run) return null;
  if (ingestion.status === 'DONE' || ingestion.status === 'FAILED') return null;
  return { manual, ingestion, replacement: await new ReplacementRepository(em).ofManual(manualId) };
}
