import type { Cache } from '@manuel/cache';
import type { ManualReader, ManualRow } from './manual-repository.ts';

/** How long a removed manual may still be seen when its removal and a read cross. */
const TTL_SECONDS = 10;
/** Counts the changes of the cached shape. */
const SHAPE = 1;

/** `ManualRepository.byIds` with a cache before it; keeps only manuals whose ingestion has ended. */
export class CachedManuals implements ManualReader {
  readonly #manuals: ManualReader;
  readonly #cache: Cache;

  constructor(manuals: ManualReader, cache: Cache) {
    this.#manuals = manuals;
    this.#cache = cache;
  }

  async byIds(workspace: string, ids: readonly string[]): Promise<ManualRow[]> {
    const cached = await this.#cache.getMany<ManualRow>(ids.map((id) => keyOf(workspace, id)));
    const found = cached.filter((row) => row !== undefined && row !== null).map(revive);
    const missing = ids.filter((_, index) => cached[index] === undefined);
    if (missing.length === 0) return found;
    const read = await this.#manuals.byIds(workspace, missing);
    const settled = read.filter(({ status }) => status === 'READY' || status === 'FAILED');
    await this.#cache.setMany(
      settled.map((row) => ({ key: keyOf(workspace, row.id), value: row })),
      TTL_SECONDS,
    );
    return [...found, ...read];
  }

  /** To be called after the commit that changed or removed the manual. */
  forget(workspace: string, id: string): Promise<void> {
    return this.#cache.deleteMany([keyOf(workspace, id)]);
  }
}

function keyOf(workspace: string, id: string): string {
  return `manual:${SHAPE}:${workspace}:${id}`;
}

/** JSON has no dates. */
function revive(row: ManualRow): ManualRow {
  return { ...row, addedAt: new Date(row.addedAt) };
}
