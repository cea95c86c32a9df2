import type { Cache } from '@manuel/cache';
import type { ManualReader, ManualRow } from './manual-repository.ts';

/** Counts the changes of the cached shape. */
const SHAPE = 1;

/** `ManualRepository.byIds` with a cache before it. */
export class CachedManuals implements ManualReader {
  readonly #manuals: ManualReader;
  readonly #cache: Cache;

  constructor(manuals: ManualReader, cache: Cache) {
    this.#manuals = manuals;
    this.#cache = cache;
  }

  async byIds(workspace: string, ids: readonly string[]): Promise<ManualRow[]> {
    const idByKey = new Map(ids.map((id) => [keyOf(workspace, id), id]));
    const rows = await this.#cache.read<ManualRow>([...idByKey.keys()], {
      shape: SHAPE,
      load: (keys) => this.#load(workspace, keys, idByKey),
    });
    return rows.filter((row) => row !== null).map(revive);
  }

  async #load(
    workspace: string,
    keys: readonly string[],
    idByKey: ReadonlyMap<string, string>,
  ): Promise<Map<string, ManualRow>> {
    const ids = keys.flatMap((key) => idByKey.get(key) ?? []);
    const rows = await this.#manuals.byIds(workspace, ids);
    return new Map(rows.map((row) => [keyOf(workspace, row.id), row]));
  }
}

/** What the migration 0002 notes when the row changes. */
function keyOf(workspace: string, id: string): string {
  return `manual:${workspace}:${id}`;
}

/** JSON has no dates. */
function revive(row: ManualRow): ManualRow {
  return { ...row, addedAt: new Date(row.addedAt) };
}
