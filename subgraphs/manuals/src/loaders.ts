import { rowLoader } from '@manuel/database';
import type DataLoader from 'dataloader';
import type { IngestionRepository, IngestionRow } from './repositories/ingestion-repository.ts';
import type { ManualReader, ManualRow } from './repositories/manual-repository.ts';
import type { PassageReader, PassageRow } from './repositories/passage-repository.ts';

/** What one request reads in batches. */
export interface Loaders {
  readonly manualById: DataLoader<string, ManualRow | null>;
  readonly passageById: DataLoader<string, PassageRow | null>;
  readonly ingestionById: DataLoader<string, IngestionRow | null>;
  readonly ingestionByManual: DataLoader<string, IngestionRow | null>;
}

export interface Readers {
  readonly manuals: ManualReader;
  readonly passages: PassageReader;
  readonly ingestions: IngestionRepository;
}

/** @param workspace the only one that this request may see */
export function createLoaders({ manuals, passages, ingestions }: Readers, workspace: string): Loaders {
  return {
    manualById: rowLoader(
      (ids) => manuals.byIds(workspace, ids),
      ({ id }) => id,
    ),
    passageById: rowLoader(
      (ids) => passages.byIds(workspace, ids),
      ({ id }) => id,
    ),
    ingestionById: rowLoader(
      (ids) => ingestions.byIds(workspace, ids),
      ({ id }) => id,
    ),
    ingestionByManual: rowLoader(
      (ids) => ingestions.byManualIds(workspace, ids),
      ({ manualId }) => manualId,
    ),
  };
}
