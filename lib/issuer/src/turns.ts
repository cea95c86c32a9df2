import { Unavailable } from '@manuel/service';

/** Lets so many do something at a time; the others wait, and those who are too many are sent away. */
export class Turns {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  /** @throws Unavailable when too many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#most) this.#running += 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      // The turn goes over to who waits longest: nobody comes in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting)
      throw new Unavailable('Too many sign in at once: try again in a moment.');
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
