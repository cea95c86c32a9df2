import type { KeyBook, KnownKey } from '@manuel/issuer';
import type { Logger } from '@manuel/service';
import { BoundedMap } from '../engine/bounded-map.ts';

/** A key's last use is kept to the minute: it tells whether anybody still needs the key. */
const KEPT_EVERY_MS = 60_000;
const MOST_KEYS = 10_000;

/** Keeps when each API key was last used. Nobody waits for it: that it cannot be kept is no reason to refuse a key. */
export class KeyUses {
  readonly #book: KeyBook;
  readonly #log: Logger;
  /** When a use was last kept, or tried to. */
  readonly #tried = new BoundedMap<string, number>(MOST_KEYS);
  readonly #writing = new Set<Promise<void>>();

  constructor(book: KeyBook, log: Logger) {
    this.#book = book;
    this.#log = log;
  }

  /** Somebody has just been let in with the key. */
  add({ id, lastUsedAt }: KnownKey): void {
    const now = Date.now();
    const before = now - KEPT_EVERY_MS;
    if (Math.max(this.#tried.get(id) ?? 0, lastUsedAt?.getTime() ?? 0) > before) return;
    this.#tried.set(id, now);
    const writing = this.#book
      .keepUse(id, new Date(now), new Date(before))
      .catch((error: unknown) =>
        this.#log.warn({ err: error, keyId: id }, 'the use of an API key was not kept'),
      )
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Waits for what is being written. */
  async stop(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
