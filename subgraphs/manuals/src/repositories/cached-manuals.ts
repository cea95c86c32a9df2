import { type Cache, RowCache, type RowKind } from '@manuel/cache';
import type { ManualReader, ManualRow } from './manual-repository.ts';

/** As the migration 0002 notes the rows. */
const KIND: RowKind<ManualRow> = {
  name: 'manual',
  shape: 2,
  keepsAbsence: true,
  revive: (row) => ({ ...row, addedAt: new Date(row.addedAt) }),
};

/** The same with a cache before it. */
export function cachedManuals(manuals: ManualReader, cache: Cache): ManualReader {
  return new RowCache(cache, KIND, manuals);
}
