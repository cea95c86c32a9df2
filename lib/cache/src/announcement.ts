import { randomUUID } from 'node:crypto';
import type { UnitOfWork } from '@manuel/database';
import type { CacheCounts } from './cache-counts.ts';
import type { Generation, GenerationRow } from './generation.ts';
import type { Store } from './store.ts';

/** What a transaction sees of the generation, and the keys that it changed: one JSON string a line, or `*`. */
interface Seen extends GenerationRow {
  readonly changes: string;
}

/** Tells the cache what a transaction changed, before its commit lets anybody else see it. */
export class Announcer {
  readonly #schema: string;
  readonly #store: Store;
  readonly #generation: Generation;
  readonly #counts: CacheCounts;

  constructor(schema: string, store: Store, generation: Generation, counts: CacheCounts) {
    this.#schema = schema;
    this.#store = store;
    this.#generation = generation;
    this.#counts = counts;
  }

  /**
   * Blocks the changed keys. Where that cannot be confirmed, the generation ends with the commit instead.
   * @returns what to do after the commit. When the commit fails nobody knows whether it happened, so the block
   * stays until its time is over.
   */
  async announce(em: UnitOfWork): Promise<() => Promise<void>> {
    const seen = await this.#look(em);
    if (seen.changes === '') return this.#unchanged(seen);
    const keys = keysIn(seen.changes);
    const writer = randomUUID();
    if (await this.#block(seen, keys, writer)) {
      const held = await this.#hold(em);
      // Nobody can change the row any more until this transaction has ended.
      if (held.generation === seen.generation || (await this.#block(held, keys, writer)))
        return this.#afterwards(held, keys, writer);
    }
    const ended = await this.#endGeneration(em);
    this.#counts.endedGenerations += 1;
    return () => this.#generation.outlive(ended);
  }

  /** What it found may have been changed by one who still waits to be acknowledged: it is not told of it earlier. */
  #unchanged({ store, generation }: GenerationRow): () => Promise<void> {
    return store === null ? () => this.#generation.outlive(generation) : async () => undefined;
  }

  #afterwards(held: GenerationRow, keys: readonly string[] | undefined, writer: string): () => Promise<void> {
    return held.store === null
      ? () => this.#generation.outlive(held.generation)
      : () => this.#store.release(held.generation, keys ?? [], writer);
  }

  /** @returns whether no entry of the row's generation can tell what was before the commit */
  async #block(row: GenerationRow, keys: readonly string[] | undefined, writer: string): Promise<boolean> {
    if (row.store === null) return true;
    if (row.store !== this.#store.id || keys === undefined) return false;
    this.#counts.blocks += keys.length;
    return await this.#store.block(row.generation, keys, writer);
  }

  #look(em: UnitOfWork): Promise<Seen> {
    return this.#one(
      em,
      `select generation, store, coalesce(current_setting('${this.#schema}.cache_changes', true), '') as changes
       from ${this.#schema}.cache_generation`,
    );
  }

  /** Keeps the row as it is until the end of the transaction, and takes note that the changes have been told. */
  #hold(em: UnitOfWork): Promise<Seen> {
    return this.#one(
      em,
      `select generation, store, set_config('${this.#schema}.cache_changes', '', true) as changes
       from ${this.#schema}.cache_generation for share`,
    );
  }

  /** @returns the generation that has no store from the commit on; the one before this transaction if it had none */
  async #endGeneration(em: UnitOfWork): Promise<string> {
    const { generation } = await this.#one(
      em,
      `update ${this.#schema}.cache_generation
       set generation = case when store is null then generation else gen_random_uuid() end, store = null
       returning generation, store, set_config('${this.#schema}.cache_changes', '', true) as changes`,
    );
    return generation;
  }

  async #one(em: UnitOfWork, sql: string): Promise<Seen> {
    const [row] = await em.execute<Seen[]>(sql);
    if (row === undefined) throw new Error(`${this.#schema}.cache_generation has no row.`);
    return row;
  }
}

/** Undefined when too many rows were changed to name them. */
function keysIn(changes: string): string[] | undefined {
  if (changes === '*') return undefined;
  const lines = changes.split('\n').filter((line) => line !== '');
  // Each line is a JSON string that the database wrote.
  return [...new Set(lines.map((line) => JSON.parse(line) as string))];
}
