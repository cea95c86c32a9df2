/** Keeps those of many items that score highest, in order; what was offered earlier wins ties. */
export class Best<Item> {
  readonly #limit: number;
  readonly #kept: { readonly item: Item; readonly score: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether an item of this score would be kept: whoever makes items only for this can ask first. */
  takes(score: number): boolean {
    const worst = this.#kept[this.#limit - 1];
    return this.#limit > 0 && (worst === undefined || score > worst.score);
  }

  offer(item: Item, score: number): void {
    if (!this.takes(score)) return;
    this.#kept.splice(this.#placeFor(score), 0, { item, score });
    if (this.#kept.length > this.#limit) this.#kept.pop();
  }

  /** Best first. */
  get items(): Item[] {
    return this.#kept.map(({ item }) => item);
  }

  /** Behind every item that scores as much or more. */
  #placeFor(score: number): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#kept[middle]?.score ?? 0) >= score) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
