import { randomUUID } from 'node:crypto';
import { type Logger, messageOf, withDeadline } from '@manuel/service';
import { BriefCalls } from './brief-calls.ts';
import { RedisLink } from './redis-link.ts';
import type { RedisUse } from './redis-master.ts';
import { parseRedisUrl } from './redis-url.ts';
import { blockScript, fillScript, readScript, releaseScript, type Script } from './scripts.ts';
import { BLOCK_MS, type Fill, type Found, PERMIT_MS, type Store } from './store.ts';

/** How long a writer waits for its block: to go on without it costs readers and writers more. */
const BLOCK_DEADLINE_MS = 250;

/**
 * Keeps texts in the one server that is the master of a Redis, which every process asks that is given the same URL
 * and prefix. Each script touches many keys, so all lie in one slot of a cluster.
 */
export class RedisStore implements Store {
  readonly #link: RedisLink;
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #reads: BriefCalls;

  /** Connects in the background. @param prefix stands before every key, so that owners do not meet */
  constructor(url: string, prefix: string, log: Logger) {
    this.#prefix = `{${prefix}}`;
    this.#log = log;
    this.#link = new RedisLink(parseRedisUrl(url), cacheUse(this.#prefix), log);
    this.#reads = new BriefCalls(this.#link, 'the cache', log);
  }

  get opened(): Promise<void> {
    return this.#link.opened;
  }

  get id(): string | undefined {
    return this.#link.master?.id;
  }

  async read(generation: string, keys: readonly string[]): Promise<Found[] | undefined> {
    const names = [...this.#entries(generation, keys), ...this.#writers(generation, keys)];
    // The script gives what MGET does.
    const found = (await this.#reads.call((master) =>
      master.run(readScript, names, [`?${randomUUID()}`, String(PERMIT_MS), master.history]),
    )) as (string | null)[] | undefined;
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
    await this.#reads.call((master) => master.run(fillScript, names, values));
  }

  async block(generation: string, keys: readonly string[], writer: string): Promise<boolean> {
    return this.#asWriter(blockScript, generation, keys, [writer, String(BLOCK_MS)]);
  }

  async release(generation: string, keys: readonly string[], writer: string): Promise<void> {
    await this.#asWriter(releaseScript, generation, keys, [writer]);
  }

  async probe(): Promise<void> {
    await this.#link.reached().confirm();
  }

  close(): void {
    this.#link.close();
  }

  async #asWriter(
    script: Script,
    generation: string,
    keys: readonly string[],
    values: string[],
  ): Promise<boolean> {
    const { master } = this.#link;
    if (master === undefined) return false;
    const names = [...this.#entries(generation, keys), ...this.#writers(generation, keys)];
    try {
      await withDeadline('The cache', BLOCK_DEADLINE_MS, master.run(script, names, values));
      return true;
    } catch (error) {
      this.#log.warn({ error: messageOf(error) }, 'the cache does not confirm a write');
      // It is used again as soon as it takes a write.
      this.#link.leave(master, error);
      return false;
    }
  }

  #entries(generation: string, keys: readonly string[]): string[] {
    return keys.map((key) => `${this.#prefix}:${generation}:${key}`);
  }

  #writers(generation: string, keys: readonly string[]): string[] {
    return keys.map((key) => `${this.#prefix}:${generation}:writers:${key}`);
  }
}

/** What readers and writers of a cache do. @param prefix of the keys, in braces */
export function cacheUse(prefix: string): RedisUse {
  return {
    prefix,
    meanwhile: 'reads go to the database',
    async tryOut(master) {
      const names = [`${prefix}:trial`, `${prefix}:writers:trial`];
      const writer = randomUUID();
      await master.run(readScript, names, [`?${writer}`, String(PERMIT_MS), master.history]);
      await master.run(blockScript, names, [writer, String(BLOCK_MS)]);
      await master.run(releaseScript, names, [writer]);
    },
  };
}
