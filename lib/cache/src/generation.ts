import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, SideConnection } from '@manuel/database';
import { type Logger, messageOf } from '@manuel/service';
import type { Store } from './store.ts';
import { FIRST_GENERATION } from './watched-tables.ts';

/** Which entries may be believed, as the database says. */
export interface GenerationRow {
  /** Part of every entry's key; none comes twice. */
  readonly generation: string;
  /** The `id` of the one store that is in use; null while none is. */
  readonly store: string | null;
}

/** How long a process believes what it read of the row, counted from when it asked. */
const TRUST_MS = 1_000;
const RENEW_MS = 250;
/** For clocks that do not run alike. */
const MARGIN_MS = 100;
/** How long no store is used after one was given up: longer than anybody still believes in it. */
const REST_MS = 3 * TRUST_MS;

/**
 * What this process knows of the generation, which lives in one row of the database: every store can lose, keep
 * or bring back entries, but a commit that changes this row ends them all, for every process, within TRUST_MS.
 */
export class Generation {
  readonly #schema: string;
  readonly #store: Store;
  readonly #log: Logger;
  readonly #connection: SideConnection;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  #row: GenerationRow = { generation: FIRST_GENERATION, store: null };
  /** When this process first saw the row as it is. */
  #knownSince = Number.NEGATIVE_INFINITY;
  #trustedUntil = Number.NEGATIVE_INFINITY;
  #announcedStore: string | undefined;

  constructor({ sessionUrl, schema }: Pick<Database, 'sessionUrl' | 'schema'>, store: Store, log: Logger) {
    this.#schema = schema;
    this.#store = store;
    this.#log = log;
    this.#connection = new SideConnection(sessionUrl, `manuel-${schema}-cache`, TRUST_MS);
    this.#ended = this.#keepKnown();
  }

  /** The generation whose entries in the store may be believed at this moment; undefined when none. */
  current(): string | undefined {
    const { generation, store } = this.#row;
    return store !== null && store === this.#store.id && performance.now() < this.#trustedUntil
      ? generation
      : undefined;
  }

  /**
   * Waits until nobody believes in a generation any more that had ended when the given one was first seen.
   * @param generation of a row without a store
   */
  async outlive(generation: string): Promise<void> {
    if (generation === FIRST_GENERATION) return;
    const since = generation === this.#row.generation ? this.#knownSince : performance.now();
    const leftMs = since + TRUST_MS + MARGIN_MS - performance.now();
    if (leftMs > 0) await sleep(leftMs);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
    await this.#connection.close();
  }

  async #keepKnown(): Promise<void> {
    const { signal } = this.#closing;
    let told = false;
    while (!signal.aborted) {
      try {
        await this.#renew();
        told = false;
      } catch (error) {
        if (!told) this.#log.warn({ error: messageOf(error) }, 'the cache waits for the database');
        told = true;
      }
      await sleep(RENEW_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #renew(): Promise<void> {
    const askedAt = performance.now();
    const [row] = await this.#connection.query<{ generation: string; store: string | null }>(
      `select generation, store from ${this.#schema}.cache_generation`,
    );
    if (row === undefined) throw new Error(`${this.#schema}.cache_generation has no row.`);
    if (row.generation !== this.#row.generation) this.#knownSince = performance.now();
    this.#row = row;
    this.#trustedUntil = askedAt + TRUST_MS;
    await this.#chooseStore(row);
  }

  /**
   * Puts this process's store to use when none is in use. When another is, this one may be what came back in its
   * place: each new store ends the generation once, so that two that live side by side do not quarrel for ever.
   */
  async #chooseStore({ generation, store }: GenerationRow): Promise<void> {
    const { id } = this.#store;
    if (id === undefined) return;
    const isNew = id !== this.#announcedStore;
    this.#announcedStore = id;
    if (store === null) {
      if (performance.now() >= this.#knownSince + REST_MS) await this.#replace(generation, id);
    } else if (store !== id && isNew) {
      await this.#replace(generation, null);
    }
  }

  /** Begins a new generation unless somebody else has. */
  async #replace(generation: string, store: string | null): Promise<void> {
    await this.#connection.query(
      `update ${this.#schema}.cache_generation set generation = gen_random_uuid(), store = $2 where generation = $1`,
      [generation, store],
    );
  }
}
