/** Random choices that are the same for the same seed (Mulberry32 by T. Ettinger). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer from 0 up to but without `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** @param percent of the cases in which it is true */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** @throws Error for an empty list */
  pick<T>(items: readonly T[]): T {
    const index = this.below(items.length);
    if (index >= items.length) throw new Error('There is nothing to pick from.');
    // The index is one of the list, whose items may be undefined themselves.
    return items[index] as T;
  }

  /** Some of the items, at most `most`, in their order. */
  some<T>(items: readonly T[], most: number): T[] {
    const chosen = new Set<number>();
    for (let turn = 0; turn < most && items.length > 0; turn++) chosen.add(this.below(items.length));
    return items.filter((_, index) => chosen.has(index));
  }
}
