import { createHash, timingSafeEqual } from 'node:crypto';

/** What whoever scrapes an installation shows at `/metrics` of each of its processes. */
export class ScrapeToken {
  readonly #digest: Buffer;

  /** @param token at least 32 bytes, the same in every process */
  constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** Whether an authorization header bears it; the time that this takes tells nothing of the token. */
  isBorneBy(authorization: string | undefined): boolean {
    const [, given] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(digestOf(given), this.#digest);
  }
}

/** Of equal length whatever was given. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
