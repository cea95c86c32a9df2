import { performance } from 'node:perf_hooks';

/** So many operations run at once however busy the process is. */
const LEAST = 8;
/** Where the event loop lets what is ready wait for longer than this, more operations at once make none faster. */
const LONG_WAIT_MS = 1;
/** How often those that wait are looked at, while no operation ends. */
const LOOK_MS = 10;
/** After this time an operation runs in any case: what keeps the process busy may not be operations. */
const PATIENCE_MS = 200;

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

/**
 * Lets as many operations run at once as the event loop keeps up with; the others wait their turn before they hold any
 * data. Once what is ready has to wait for the loop, one more running operation makes none of them faster, but the data
 * of all live longer, and the garbage collector moves them about more often.
 */
export class Admission {
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #limit = Number.POSITIVE_INFINITY;
  #isMeasuring = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = 0;

  /** @param now milliseconds that only grow */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Does the work when its turn comes, first come first served. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || this.#running >= this.#limit) await this.#turn();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#hasEnded = true;
      if (this.#running >= LEAST || this.#waiting.length > 0) this.#measure();
    }
  }

  #turn(): Promise<void> {
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => this.#look(), LOOK_MS);
      this.#timerDue = this.#now() + LOOK_MS;
    }
    return new Promise((start) => {
      this.#waiting.push({ since: this.#now(), start });
    });
  }

  /** How long the loop takes to come to what is ready; what was just answered is sent before anything starts. */
  #measure(): void {
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    const ready = this.#now();
    setImmediate(() => {
      this.#isMeasuring = false;
      const isLong = this.#now() - ready > LONG_WAIT_MS;
      this.#limit = isLong ? Math.max(LEAST, Math.min(this.#limit, this.#running) * 0.9) : this.#limit + 0.5;
      this.#startNext();
    });
  }

  /** When none has ended for a while and it is not the loop that they wait for, more of them can run. */
  #look(): void {
    const now = this.#now();
    const isLate = now - this.#timerDue > LONG_WAIT_MS;
    if (!this.#hasEnded && !isLate) this.#limit = Math.max(this.#limit, this.#running * 1.5);
    this.#hasEnded = false;
    this.#timerDue = now + LOOK_MS;
    this.#startNext();
  }

  #startNext(): void {
    const impatient = this.#now() - PATIENCE_MS;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#running >= this.#limit && next.since > impatient) return;
      this.#waiting.shift();
      this.#running += 1;
      next.start();
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
