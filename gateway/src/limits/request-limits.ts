import { type Applied, rateLimitHeaders } from './limit-headers.ts';
import type { Counted, Limits } from './limits.ts';
import { RateLimited } from './rate-limited.ts';
import type { Charge } from './selected-rates.ts';

/** The limits of one request. It is counted once, with its fields when they are known, else without. */
export class RequestLimits {
  readonly #limits: Limits;
  readonly #counted: Counted;
  #charges: readonly Charge[] = [];
  #counting: Promise<readonly Applied[]> | undefined;
  #headers: Readonly<Record<string, string>> = {};

  constructor(limits: Limits, counted: Counted) {
    this.#limits = limits;
    this.#counted = counted;
  }

  /** What the operation was charged with; those who share its answer are charged the same. */
  get charges(): readonly Charge[] {
    return this.#charges;
  }

  /** For the answer; none before it is counted. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  get isCounted(): boolean {
    return this.#counting !== undefined;
  }

  /** Counts the request, unless it has been. @throws RateLimited, each time anew */
  async count(charges: readonly Charge[]): Promise<void> {
    if (this.#counting === undefined) {
      this.#charges = charges;
      this.#counting = this.#limits.count(this.#counted, charges);
    }
    try {
      this.#headers = rateLimitHeaders(await this.#counting);
    } catch (error) {
      if (error instanceof RateLimited) this.#headers = error.headers;
      throw error;
    }
  }

  /** Sees to it that a request is counted that never became an operation. @returns why it is refused, if it is */
  async settle(): Promise<RateLimited | null> {
    try {
      await this.count([]);
      return null;
    } catch (error) {
      if (error instanceof RateLimited) return error;
      throw error;
    }
  }
}
