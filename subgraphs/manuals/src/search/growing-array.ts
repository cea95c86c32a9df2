/** A list of whole numbers from 0 to 2³² - 1 that grows at its end; four bytes a number, at most twice that while it grows. */
export class GrowingUint32Array {
  #items = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) {
      const larger = new Uint32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length++] = item;
  }

  /** The item at `index`; 0 outside of the list. */
  get(index: number): number {
    return this.#items[index] ?? 0;
  }

  /** Replaces the item at `index`, which must exist. */
  set(index: number, item: number): void {
    this.#items[index] = item;
  }

  /** A copy of just the items. */
  toArray(): Uint32Array {
    return this.#items.slice(0, this.#length);
  }
}
