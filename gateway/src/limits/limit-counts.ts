/** How often one limit let something through, and how often not. */
export interface LimitCount {
  allowed: number;
  limited: number;
}

/** What has been let through and what not, by the limit's name; only the schema makes names, so they are few. */
export class LimitCounts {
  readonly #byName = new Map<string, LimitCount>();

  note(name: string, isAllowed: boolean): void {
    const count = this.#byName.get(name) ?? { allowed: 0, limited: 0 };
    this.#byName.set(name, count);
    if (isAllowed) count.allowed += 1;
    else count.limited += 1;
  }

  [Symbol.iterator](): IterableIterator<[string, Readonly<LimitCount>]> {
    return this.#byName.entries();
  }
}
