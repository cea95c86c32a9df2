import { type Cache, RowCache, type RowKind } from '@manuel/cache';
import type { ManualReader, ManualRow } from './manual-repository.ts';

/** As the migration 0002 notes the rows. */
const KIND: RowKind<ManualRow> = {
  name: 'manual',
  shape: 1,
  keepsAbsence: true,
  revive: (row) => ({ ...row, addedAt: new Date(row.addedAt) }),
};

/** `ManualRepository.byIds` with a cache before it. */
export class CachedManuals implements ManualReader {
  readonly #manuals: ManualReader;
  readonly #rows: RowCache<ManualRow>;

  constructor(manuals: ManualReader, cache: Cache) {
    this.#manuals = manuals;
    this.#rows = new RowCache(cache, KIND);
  }

  byIds(workspace: string, ids: readonly string[]): Promise<ManualRow[]> {
    return this.#rows.byIds(workspace, ids, (missing) => this.#manuals.byIds(workspace, missing));
  }
}
