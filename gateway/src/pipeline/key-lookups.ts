import type { KeyBook, KnownKey } from '@manuel/issuer';
import { type Logger, Unavailable, withDeadline } from '@manuel/service';

const DEADLINE_MS = 2_000;
const MOST_AT_ONCE = 100;

type Found = PromiseWithResolvers<KnownKey | null>;

/**
 * Looks keys up in PostgreSQL, one query at a time for all that were asked for while the last one ran. So whoever shows
 * one made-up key after another keeps one session busy, and none from those who sign in.
 */
export class KeyLookups {
  readonly #book: KeyBook;
  readonly #log: Logger;
  readonly #waiting = new Map<string, Found>();
  #isRunning = false;

  constructor(book: KeyBook, log: Logger) {
    this.#book = book;
    this.#log = log;
  }

  /** @returns null when there is no such key @throws Unavailable when PostgreSQL does not tell in time */
  find(id: string): Promise<KnownKey | null> {
    const waiting = this.#waiting.get(id) ?? Promise.withResolvers<KnownKey | null>();
    this.#waiting.set(id, waiting);
    if (!this.#isRunning) void this.#run();
    return waiting.promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // What is asked for in the same turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = new Map([...this.#waiting].slice(0, MOST_AT_ONCE));
      for (const id of batch.keys()) this.#waiting.delete(id);
      await this.#answer(batch);
    }
    this.#isRunning = false;
  }

  /** Never throws: whoever asked is told. */
  async #answer(batch: ReadonlyMap<string, Found>): Promise<void> {
    const ending = new AbortController();
    try {
      const query = this.#book.find([...batch.keys()], ending.signal);
      const found = await withDeadline('PostgreSQL', DEADLINE_MS, query);
      for (const [id, { resolve }] of batch) resolve(found.get(id) ?? null);
    } catch (cause) {
      const away = new Unavailable('API keys cannot be looked up now: try again in a moment.', { cause });
      ending.abort(away);
      this.#log.warn({ err: cause, keys: batch.size }, 'API keys could not be looked up');
      for (const { reject } of batch.values()) reject(away);
    }
  }
}
