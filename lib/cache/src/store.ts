/** What a store has for one key: a kept value, the permit to fill it, or neither, while a writer commits. */
export type Found = { readonly text: string } | { readonly permit: string } | undefined;

/** A value for a key, and the permit that its reader was given before it read the database. */
export interface Fill {
  readonly key: string;
  readonly permit: string;
  readonly text: string;
  readonly ttlMs: number;
}

/**
 * Keeps texts under keys of one generation. A key is free, permitted, filled or blocked: a reader that finds it
 * free gets a permit, which whoever asks later shares; a fill needs the very permit that is still there; a block
 * takes value and permit away and gives no new one until each of its writers has released it.
 */
export interface Store {
  /** Names the place where the texts are; another one after every loss of them. Undefined while it is away. */
  readonly id: string | undefined;
  /** Resolves when the store was reached for the first time, or was found away. */
  readonly opened: Promise<void>;
  /** @returns what there is for each key, in their order; undefined when the store does not answer in time */
  read(generation: string, keys: readonly string[]): Promise<Found[] | undefined>;
  /** Keeps each value whose permit is still there. */
  fill(generation: string, fills: readonly Fill[]): Promise<void>;
  /** @returns whether the keys are certainly blocked */
  block(generation: string, keys: readonly string[], writer: string): Promise<boolean>;
  release(generation: string, keys: readonly string[], writer: string): Promise<void>;
  /** @throws Error when it does not answer */
  probe(): Promise<void>;
  close(): void;
}

/** A permit that nobody used is forgotten after this long; a later fill with it is refused. */
export const PERMIT_MS = 10_000;
/**
 * A block outlives every commit that it was made for: Postgres ends a transaction that is idle for a minute, and a
 * statement that takes half of one.
 */
export const BLOCK_MS = 300_000;
