import { randomUUID } from 'node:crypto';
import { createClient } from '@keyv/redis';
import { type Logger, withDeadline } from '@manuel/service';
import { blockScript, fillScript, readScript, releaseScript, type Script } from './scripts.ts';
import { BLOCK_MS, type Fill, type Found, PERMIT_MS, type Store } from './store.ts';

/** How long a reader waits before a call counts as a miss. */
const DEADLINE_MS = 50;
/** How long a writer waits for its block: to go on without it costs readers and writers more. */
const BLOCK_DEADLINE_MS = 250;
/** How long readers leave Redis alone after a failed call. */
const PAUSE_MS = 1_000;
const READ_FAILED = 'the cache is left alone for a moment';

/** Keeps texts in one Redis, which every process asks that is given the same URL and prefix. */
export class RedisStore implements Store {
  readonly opened: Promise<void>;
  readonly #client: ReturnType<typeof createClient>;
  readonly #prefix: string;
  readonly #log: Logger;
  #pausedUntil = 0;
  #id: string | undefined;
  /** Counts connections, so that an answer is not taken for another connection's. */
  #connection = 0;

  /** Connects in the background. @param prefix stands before every key, so that owners do not meet */
  constructor(url: string, prefix: string, log: Logger) {
    this.#prefix = prefix;
    this.#log = log;
    this.#client = connect(url, log);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.opened = promise;
    this.#client.on('error', () => resolve());
    this.#client.on('ready', () => {
      this.#identify()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'Redis does not say who it is: reads go to the database'),
        )
        .finally(resolve);
    });
  }

  /**
   * Redis's run id, a new one at each of its starts: one that came back with the entries of a snapshot is another
   * store, and so is the one that a failover chose.
   */
  get id(): string | undefined {
    return this.#client.isReady ? this.#id : undefined;
  }

  async read(generation: string, keys: readonly string[]): Promise<Found[] | undefined> {
    const values = [`?${randomUUID()}`, String(PERMIT_MS)];
    const names = [...this.#entries(generation, keys), ...this.#writers(generation, keys)];
    // The script gives what MGET does.
    const found = (await this.#asReader(readScript, names, values)) as (string | null)[] | undefined;
    return found?.map((entry) => {
      if (entry === null) return undefined;
      return entry.startsWith('=') ? { text: entry.slice(1) } : { permit: entry };
    });
  }

  async fill(generation: string, fills: readonly Fill[]): Promise<void> {
    const names = this.#entries(
      generation,
      fills.map(({ key }) => key),
    );
    const values = fills.flatMap(({ permit, text, ttlMs }) => [permit, `=${text}`, String(ttlMs)]);
    await this.#asReader(fillScript, names, values);
  }

  async block(generation: string, keys: readonly string[], writer: string): Promise<boolean> {
    return this.#asWriter(blockScript, generation, keys, [writer, String(BLOCK_MS)]);
  }

  async release(generation: string, keys: readonly string[], writer: string): Promise<void> {
    await this.#asWriter(releaseScript, generation, keys, [writer]);
  }

  async probe(): Promise<void> {
    await this.#client.ping();
  }

  close(): void {
    this.#client.destroy();
  }

  async #identify(): Promise<void> {
    this.#id = undefined;
    this.#connection += 1;
    const connection = this.#connection;
    const info = await this.#client.info('server');
    const runId = /^run_id:(\w+)/m.exec(info)?.[1];
    if (runId === undefined) throw new Error('INFO holds no run_id.');
    if (connection === this.#connection) this.#id = `redis ${runId}`;
  }

  async #asReader(script: Script, keys: string[], values: string[]): Promise<unknown> {
    if (this.id === undefined || performance.now() < this.#pausedUntil) return undefined;
    try {
      return await withDeadline('The cache', DEADLINE_MS, this.#run(script, keys, values));
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.#log.warn({ err: error }, READ_FAILED);
      return undefined;
    }
  }

  async #asWriter(
    script: Script,
    generation: string,
    keys: readonly string[],
    values: string[],
  ): Promise<boolean> {
    if (this.id === undefined) return false;
    const names = [...this.#entries(generation, keys), ...this.#writers(generation, keys)];
    try {
      await withDeadline('The cache', BLOCK_DEADLINE_MS, this.#run(script, names, values));
      return true;
    } catch (error) {
      this.#log.warn({ err: error }, 'the cache does not confirm a write');
      return false;
    }
  }

  async #run({ sha1, text }: Script, keys: string[], values: string[]): Promise<unknown> {
    const options = { keys, arguments: values };
    try {
      return await this.#client.evalSha(sha1, options);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return await this.#client.eval(text, options);
    }
  }

  #entries(generation: string, keys: readonly string[]): string[] {
    return keys.map((key) => `${this.#prefix}:${generation}:${key}`);
  }

  #writers(generation: string, keys: readonly string[]): string[] {
    return keys.map((key) => `${this.#prefix}:${generation}:writers:${key}`);
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
  // @keyv/redis names the general client; this one has Redis's default modules, which it does not use.
  return client as ReturnType<typeof createClient>;
}
