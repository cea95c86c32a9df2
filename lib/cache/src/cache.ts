import KeyvRedis, { createClient } from '@keyv/redis';
import { type Logger, withDeadline } from '@manuel/service';
import { KeyvCacheableMemory } from 'cacheable';
import { Keyv } from 'keyv';

export interface CacheOptions {
  /** Where Redis is; without it, values stay in this process. */
  readonly url: string | undefined;
  /** Stands before every key, so that owners do not meet. */
  readonly prefix: string;
  readonly log: Logger;
}

/** How long one call may take before it counts as a miss. */
const DEADLINE_MS = 50;
/** How long Redis is left alone after a failed call. */
const PAUSE_MS = 1_000;
const MEMORY_ENTRIES = 10_000;

/** A cache whose failure is a miss: it never throws and never holds a request up for longer than its deadline. */
export class Cache {
  readonly #store: Keyv;
  readonly #client: ReturnType<typeof createClient> | undefined;
  readonly #log: Logger;
  #pausedUntil = 0;

  constructor({ url, prefix, log }: CacheOptions) {
    this.#log = log;
    if (url === undefined) {
      this.#store = new Keyv({
        store: new KeyvCacheableMemory({ lruSize: MEMORY_ENTRIES }),
        namespace: prefix,
      });
      return;
    }
    this.#client = connect(url, log);
    const store = new KeyvRedis(this.#client, {
      namespace: prefix,
      throwOnConnectError: false,
      throwOnErrors: true,
    });
    this.#store = new Keyv({ store, namespace: prefix, useKeyPrefix: false, throwOnErrors: true });
    this.#store.on('error', () => undefined);
  }

  /** The values of the keys, in their order; undefined where there is none, null where null was kept. */
  async getMany<T>(keys: readonly string[]): Promise<(T | null | undefined)[]> {
    const misses = keys.map(() => undefined);
    return keys.length === 0 ? [] : await this.#try(() => this.#store.getMany<T>([...keys]), misses);
  }

  /** @param ttlSeconds after which the values are gone */
  async setMany(
    entries: readonly { readonly key: string; readonly value: unknown }[],
    ttlSeconds: number,
  ): Promise<void> {
    const timed = entries.map(({ key, value }) => ({ key, value, ttl: ttlSeconds * 1000 }));
    if (timed.length > 0) await this.#try(() => this.#store.setMany(timed), undefined);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#try(() => this.#store.deleteMany([...keys]), undefined);
  }

  /** @throws Error when Redis is configured and does not answer */
  async probe(): Promise<void> {
    await this.#client?.ping();
  }

  async close(): Promise<void> {
    this.#client?.destroy();
  }

  async #try<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.#client !== undefined && (!this.#client.isReady || Date.now() < this.#pausedUntil))
      return otherwise;
    try {
      return await withDeadline('The cache', DEADLINE_MS, call());
    } catch (error) {
      this.#pausedUntil = Date.now() + PAUSE_MS;
      this.#log.warn({ err: error }, 'the cache is left alone for a moment');
      return otherwise;
    }
  }
}

/** Connects in the background and again whenever the connection is lost; commands do not wait for it. */
function connect(url: string, log: Logger): ReturnType<typeof createClient> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 5_000,
    socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) },
  });
  let told = false;
  client.on('ready', () => {
    told = false;
  });
  client.on('error', (error: Error) => {
    if (!told) log.warn({ err: error }, 'Redis is away: reads go to the database');
    told = true;
  });
  client.connect().catch(() => undefined);
  // KeyvRedis names the general client; this one has Redis's default modules, which it does not use.
  return client as ReturnType<typeof createClient>;
}
