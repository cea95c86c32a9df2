import { ServiceError } from '@manuel/service';

/** What stands in the answer beside the sentence. */
export interface RateLimitedOptions {
  readonly retryAfterSeconds: number;
  /** The field whose rate it is; undefined where it is not that of a field. */
  readonly coordinate: string | undefined;
  /** `Retry-After` and the draft's `RateLimit` fields. */
  readonly headers: Readonly<Record<string, string>>;
}

/** More was asked than one may ask in a while; the sentence says when to try again. */
export class RateLimited extends ServiceError {
  readonly code = 'RATE_LIMITED';
  readonly httpStatus = 429;
  readonly headers: RateLimitedOptions['headers'];
  readonly #told: Record<string, unknown>;

  constructor(message: string, { retryAfterSeconds, coordinate, headers }: RateLimitedOptions) {
    super(message);
    this.headers = headers;
    this.#told = { retryAfterSeconds, ...(coordinate !== undefined && { coordinate }) };
  }

  override get extensions(): Record<string, unknown> {
    return { code: this.code, ...this.#told };
  }
}
