import { decodeJwt } from 'jose';
import type { Caller } from '../caller.ts';
import type { AcceptedIssuer, ReadToken } from './accepted-issuer.ts';
import { InvalidToken } from './invalid-token.ts';

/** Tells who an access token speaks for. */
export interface TokenReader {
  /**
   * @throws InvalidToken when it is not one that is accepted
   * @throws Unavailable when that cannot be told now
   */
  verify(token: string): Promise<Caller>;
}

/** Which of this installation's own tokens are over before their time. */
export interface Revocations {
  /** @param issuedAt in seconds since 1970 */
  isRevoked(token: Pick<ReadToken, 'caller' | 'session' | 'issuedAt'>): boolean;
}

const NONE_REVOKED: Revocations = { isRevoked: () => false };

/** A verified token is believed for so long without another look at its signature and its issuer's keys. */
const BELIEVED_MS = 60_000;
const MOST_TOKENS = 10_000;

interface Believed {
  readonly token: ReadToken;
  readonly isOwn: boolean;
  readonly until: number;
}

/**
 * The access tokens of all issuers that are accepted. A token is verified once and then remembered for a while, so that
 * a request costs a lookup; whether it was revoked is asked each time.
 */
export class AccessTokens implements TokenReader {
  readonly #issuers: ReadonlyMap<string, AcceptedIssuer>;
  readonly #revocations: Revocations;
  readonly #believed = new Map<string, Believed>();

  constructor(issuers: readonly AcceptedIssuer[], revocations: Revocations = NONE_REVOKED) {
    this.#issuers = new Map(issuers.map((issuer) => [issuer.name, issuer]));
    this.#revocations = revocations;
  }

  async verify(token: string): Promise<Caller> {
    const believed = this.#believed.get(token);
    const { isOwn, token: read } =
      believed !== undefined && Date.now() < believed.until ? believed : await this.#read(token);
    if (isOwn && this.#revocations.isRevoked(read))
      throw new InvalidToken('The token was revoked: sign in again, or get a new one.');
    return read.caller;
  }

  async #read(token: string): Promise<Believed> {
    this.#believed.delete(token);
    const issuer = this.#issuers.get(issuerOf(token) ?? '');
    if (issuer === undefined)
      throw new InvalidToken('The token comes from an issuer that is not accepted here.');
    const read = await issuer.read(token);
    const believed = {
      token: read,
      isOwn: issuer.isOwn,
      until: Math.min(Date.now() + BELIEVED_MS, read.goodUntil),
    };
    this.#remember(token, believed);
    return believed;
  }

  /** The longest remembered makes room. */
  #remember(token: string, believed: Believed): void {
    if (this.#believed.size >= MOST_TOKENS) {
      const [longest] = this.#believed.keys();
      if (longest !== undefined) this.#believed.delete(longest);
    }
    this.#believed.set(token, believed);
  }
}

/** Whom the token says that it comes from, which nobody has verified yet. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new InvalidToken('The token cannot be read: expected a signed JWT.');
  }
}
