import { type Cache, RowCache, type RowKind } from '@manuel/cache';
import type { PassageReader, PassageRow } from './passage-repository.ts';

/** As the migration 0003 notes the rows; it leaves new ones out, which come by the thousand. */
const KIND: RowKind<PassageRow> = { name: 'passage', shape: 1, keepsAbsence: false, revive: (row) => row };

/** `PassageRepository.byIds` with a cache before it. */
export class CachedPassages implements PassageReader {
  readonly #passages: PassageReader;
  readonly #rows: RowCache<PassageRow>;

  constructor(passages: PassageReader, cache: Cache) {
    this.#passages = passages;
    this.#rows = new RowCache(cache, KIND);
  }

  byIds(workspace: string, ids: readonly string[]): Promise<PassageRow[]> {
    return this.#rows.byIds(workspace, ids, (missing) => this.#passages.byIds(workspace, missing));
  }
}
