import { isId } from '@manuel/service';
import DataLoader from 'dataloader';
import type { IngestionRepository, IngestionRow } from './repositories/ingestion-repository.ts';
import type { ManualReader, ManualRow } from './repositories/manual-repository.ts';
import type { PassageRepository, PassageRow } from './repositories/passage-repository.ts';

/** What one request reads in batches. */
export interface Loaders {
  readonly manualById: DataLoader<string, ManualRow | null>;
  readonly passageById: DataLoader<string, PassageRow | null>;
  readonly ingestionById: DataLoader<string, IngestionRow | null>;
  readonly ingestionByManual: DataLoader<string, IngestionRow | null>;
}

export interface Readers {
  readonly manuals: ManualReader;
  readonly passages: PassageRepository;
  readonly ingestions: IngestionRepository;
}

/** @param workspace the only one that this request may see */
export function createLoaders({ manuals, passages, ingestions }: Readers, workspace: string): Loaders {
  return {
    manualById: loaderOf(
      (ids) => manuals.byIds(workspace, ids),
      ({ id }) => id,
    ),
    passageById: loaderOf(
      (ids) => passages.byIds(workspace, ids),
      ({ id }) => id,
    ),
    ingestionById: loaderOf(
      (ids) => ingestions.byIds(workspace, ids),
      ({ id }) => id,
    ),
    ingestionByManual: loaderOf(
      (ids) => ingestions.byManualIds(workspace, ids),
      ({ manualId }) => manualId,
    ),
  };
}

/** Only ids that can be some row's reach the database; for the rest, and for others' rows, there is null. */
function loaderOf<T>(
  read: (ids: readonly string[]) => Promise<T[]>,
  keyOf: (row: T) => string,
): DataLoader<string, T | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await read(keys.filter(isId))).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}
