import type { Database, UnitOfWork } from '@manuel/database';
import type { Metrics } from '@manuel/metrics';
import { type Logger, withDeadline } from '@manuel/service';
import { Announcer } from './announcement.ts';
import { CacheCounts } from './cache-counts.ts';
import { Generation } from './generation.ts';
import { MemoryStore } from './memory-store.ts';
import { RedisStore } from './redis-store.ts';
import type { Fill, Found, Store } from './store.ts';

export interface CacheOptions {
  /** Where Redis is; without it, values stay in this process. */
  readonly url: string | undefined;
  /** Stands before every key, so that owners do not meet. */
  readonly prefix: string;
  /** Of the tables that are watched; its transactions tell the cache what they change. */
  readonly database: Database;
  readonly log: Logger;
}

/** Values that are kept together because they have one shape. */
export interface Kind<T> {
  /** Told apart when the shape changes, as while two versions of a program run side by side. */
  readonly shape: number;
  /**
   * Whether it is kept as well that there is nothing. Where it is not, a new value need not be noted: nothing can be
   * kept that it makes wrong.
   */
  readonly keepsAbsence: boolean;
  /** Reads what is not kept; a key that the map does not have stands for nothing. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, T>>;
}

const OPEN_DEADLINE_MS = 1_000;
const VALUE_TTL_MS = 300_000;
const NOTHING_TTL_MS = 30_000;
/** Entries that were made together do not end together: each lives up to this part shorter. */
const JITTER = 0.2;

/**
 * A cache before tables that are watched (see `watchTable`). A read that begins after a write was acknowledged never
 * finds anything older than it, whatever Redis does; docs/decisions/0006 tells why. It throws only what `load` throws,
 * and holds nobody up for longer than its deadline.
 */
export class Cache {
  readonly #store: Store;
  readonly #generation: Generation;
  readonly #name: string;
  readonly #counts = new CacheCounts();
  /** Loads that run, by key and permit. */
  readonly #loads = new Map<string, Promise<ReadonlyMap<string, unknown>>>();

  private constructor(store: Store, { prefix, database, log }: CacheOptions) {
    this.#store = store;
    this.#name = prefix;
    this.#generation = new Generation(database, store, log);
    const announcer = new Announcer(database.schema, store, this.#generation, this.#counts);
    database.onCommit((em: UnitOfWork) => announcer.announce(em));
  }

  /** Waits a moment for Redis: a write that came before it was reached would end the generation for everybody. */
  static async open(options: CacheOptions): Promise<Cache> {
    const { url, prefix, log } = options;
    const store = url === undefined ? new MemoryStore() : new RedisStore(url, prefix, log);
    await withDeadline('Redis', OPEN_DEADLINE_MS, store.opened).catch(() => undefined);
    return new Cache(store, options);
  }

  /**
   * The values of different keys, in their order; null where there is nothing. Not to be used within a transaction,
   * whose own changes it does not see.
   * @returns kept values as JSON gives them back, others as `load` gave them
   */
  async read<T>(keys: readonly string[], kind: Kind<T>): Promise<(T | null)[]> {
    if (keys.length === 0) return [];
    const generation = this.#generation.current();
    const found = generation === undefined ? undefined : await this.#store.read(generation, keys);
    if (generation === undefined || found === undefined) {
      this.#counts.misses += keys.length;
      this.#counts.bypasses += keys.length;
      const loaded = await kind.load(keys);
      return keys.map((key) => loaded.get(key) ?? null);
    }
    const kept = new Map(keys.map((key, index) => [key, valueIn<T>(found[index], kind.shape)]));
    const permits = permitsIn(keys, found);
    const missing = keys.filter((key) => kept.get(key) === undefined);
    this.#counts.hits += keys.length - missing.length;
    this.#counts.misses += missing.length;
    const loaded = await this.#loadOnce(generation, missing, permits, kind);
    return keys.map((key) => kept.get(key) ?? loaded.get(key) ?? null);
  }

  /** Tells the metrics what it does. */
  measure({ meter }: Metrics): void {
    this.#counts.measure(meter, this.#name);
  }

  /** @throws Error when Redis is configured and does not answer */
  probe(): Promise<void> {
    return this.#store.probe();
  }

  async close(): Promise<void> {
    await this.#generation.close();
    this.#store.close();
  }

  /**
   * Loads what nobody loads already with the same permit: as the permit is still there, nobody has changed the
   * value since that load began. Anything else might have been read before a change that this reader must see.
   */
  async #loadOnce<T>(
    generation: string,
    keys: readonly string[],
    permits: ReadonlyMap<string, string>,
    kind: Kind<T>,
  ): Promise<ReadonlyMap<string, T>> {
    const nameOf = (key: string) => `${permits.get(key)} ${key}`;
    const running = keys.map((key) => ({ key, load: this.#loads.get(nameOf(key)) }));
    const own = running.filter(({ load }) => load === undefined).map(({ key }) => key);
    const permitted = own.filter((key) => permits.has(key));
    const loading: Promise<ReadonlyMap<string, T>> =
      own.length === 0 ? Promise.resolve(new Map()) : kind.load(own);
    for (const key of permitted) this.#loads.set(nameOf(key), loading);
    try {
      const values = new Map(await loading);
      const kept = kind.keepsAbsence ? permitted : permitted.filter((key) => values.has(key));
      const fills = kept.map((key) => fillOf(key, permits.get(key) ?? '', values.get(key), kind.shape));
      this.#counts.fills += fills.length;
      if (fills.length > 0) await this.#store.fill(generation, fills);
      const unknown: string[] = [];
      for (const { key, load } of running) {
        if (load === undefined) continue;
        // A load of the same key is one of the same kind. Whose client left has ended it for itself alone.
        const others = (await load.catch(() => undefined)) as ReadonlyMap<string, T> | undefined;
        const value = others?.get(key);
        if (value !== undefined) values.set(key, value);
        else if (others === undefined || !kind.keepsAbsence) unknown.push(key);
      }
      // What was not there when another's load began may be there since, and no permit tells.
      if (unknown.length > 0) for (const [key, value] of await kind.load(unknown)) values.set(key, value);
      return values;
    } finally {
      for (const key of permitted) this.#loads.delete(nameOf(key));
    }
  }
}

/** The kept value; null where nothing was kept, undefined when it has to be loaded. */
function valueIn<T>(found: Found, shape: number): T | null | undefined {
  if (found === undefined || !('text' in found) || !found.text.startsWith(`${shape}:`)) return undefined;
  // What stands behind the shape is what `fillOf` wrote of a value of this kind.
  return JSON.parse(found.text.slice(`${shape}:`.length)) as T | null;
}

function permitsIn(keys: readonly string[], found: readonly Found[]): Map<string, string> {
  const permits = keys.map((key, index) => ({ key, entry: found[index] }));
  return new Map(
    permits.flatMap(({ key, entry }) => (entry && 'permit' in entry ? [[key, entry.permit] as const] : [])),
  );
}

function fillOf(key: string, permit: string, value: unknown, shape: number): Fill {
  const ttlMs = (value === undefined ? NOTHING_TTL_MS : VALUE_TTL_MS) * (1 - JITTER * Math.random());
  return { key, permit, text: `${shape}:${JSON.stringify(value ?? null)}`, ttlMs: Math.round(ttlMs) };
}
