import { randomUUID } from 'node:crypto';
import { CacheableMemory } from 'cacheable';
import { BLOCK_MS, type Fill, type Found, PERMIT_MS, type Store } from './store.ts';

const MOST_ENTRIES = 10_000;

type Entry = { readonly text: string } | { readonly permit: string };

/** Keeps texts in this process; other processes do not see them. */
export class MemoryStore implements Store {
  readonly id: string = `memory ${randomUUID()}`;
  readonly opened: Promise<void> = Promise.resolve();
  readonly #entries = new CacheableMemory({ lruSize: MOST_ENTRIES, useClone: false, checkInterval: 0 });
  /** By key, the writers that commit now, and when the block of each is over. */
  readonly #blocked = new Map<string, Map<string, number>>();

  async read(generation: string, keys: readonly string[]): Promise<Found[]> {
    return keys.map((key) => this.#readOne(`${generation}:${key}`));
  }

  async fill(generation: string, fills: readonly Fill[]): Promise<void> {
    for (const { key, permit, text, ttlMs } of fills) {
      const name = `${generation}:${key}`;
      const entry = this.#entries.get<Entry>(name);
      if (entry !== undefined && 'permit' in entry && entry.permit === permit)
        this.#entries.set(name, { text }, ttlMs);
    }
  }

  async block(generation: string, keys: readonly string[], writer: string): Promise<boolean> {
    for (const name of keys.map((key) => `${generation}:${key}`)) {
      this.#entries.delete(name);
      const writers = this.#blocked.get(name) ?? new Map<string, number>();
      this.#blocked.set(name, writers.set(writer, performance.now() + BLOCK_MS));
    }
    return true;
  }

  async release(generation: string, keys: readonly string[], writer: string): Promise<void> {
    for (const name of keys.map((key) => `${generation}:${key}`)) {
      const writers = this.#blocked.get(name);
      writers?.delete(writer);
      if (writers?.size === 0) this.#blocked.delete(name);
    }
  }

  async probe(): Promise<void> {}

  close(): void {
    this.#entries.clear();
  }

  #readOne(name: string): Found {
    const entry = this.#entries.get<Entry>(name);
    if (entry !== undefined || this.#isBlocked(name)) return entry;
    const permitted = { permit: randomUUID() };
    this.#entries.set(name, permitted, PERMIT_MS);
    return permitted;
  }

  #isBlocked(name: string): boolean {
    const ends = this.#blocked.get(name)?.values().toArray() ?? [];
    if (ends.some((end) => end > performance.now())) return true;
    this.#blocked.delete(name);
    return false;
  }
}
