/** Nonces of so many signatures are kept twice: those of this window and those of the one before. */
const MOST = 500_000;

/**
 * Remembers which nonces were used, each for one window at least and two at most. It is bounded: when too many come in
 * one window, the oldest are forgotten, and it is known from when on it remembers all.
 */
export class NonceMemory {
  readonly #windowMs: number;
  readonly #most: number;
  #current = new Set<string>();
  #before = new Set<string>();
  /** When the current set was begun. */
  #begunMs: number;
  #completeFromMs: number;

  /**
   * @param windowMs for how long a signature can be good, as seen from here
   * @param most how many nonces of one window are kept
   */
  constructor(windowMs: number, most: number = MOST) {
    this.#windowMs = windowMs;
    this.#most = most;
    this.#begunMs = Date.now();
    this.#completeFromMs = this.#begunMs;
  }

  /** Every nonce that was used since then is remembered, in milliseconds since 1970, or its signature is over. */
  get completeFromMs(): number {
    return this.#completeFromMs;
  }

  has(nonce: string): boolean {
    return this.#current.has(nonce) || this.#before.has(nonce);
  }

  /** @returns false when it was there already */
  add(nonce: string): boolean {
    if (this.has(nonce)) return false;
    const now = Date.now();
    const isOver = now - this.#begunMs >= this.#windowMs;
    if (isOver || this.#current.size >= this.#most) {
      // What the older set held came before this one was begun.
      if (!isOver) this.#completeFromMs = this.#begunMs;
      this.#before = this.#current;
      this.#current = new Set();
      this.#begunMs = now;
    }
    this.#current.add(nonce);
    return true;
  }
}
