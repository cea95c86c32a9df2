import { Unavailable } from '@manuel/service';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Caller } from '../caller.ts';
import { InvalidToken, refusalOf } from './invalid-token.ts';
import type { IssuerSettings } from './issuer-settings.ts';
import type { KeySource } from './key-source.ts';

/** What a verified token says. */
export interface ReadToken {
  readonly caller: Caller;
  /** In seconds since 1970. */
  readonly issuedAt: number;
  /** Until when it is borne, the leeway included; in milliseconds since 1970. */
  readonly goodUntil: number;
  /** The sign-in that it belongs to; undefined where it belongs to none. */
  readonly session: string | undefined;
}

/** What an issuer's tokens must say. */
export type TokenChecks = Pick<
  IssuerSettings,
  'issuer' | 'audience' | 'algorithms' | 'requiresType' | 'leewaySeconds'
>;

export interface AcceptedIssuerOptions {
  readonly checks: TokenChecks;
  readonly keys: KeySource;
  /** Whom verified claims tell of. @throws InvalidToken */
  readonly callerOf: (payload: JWTPayload) => Caller;
  /** Whether this installation may end its tokens before their time. */
  readonly isOwn: boolean;
}

/** The access tokens of one issuer. */
export class AcceptedIssuer {
  readonly #options: AcceptedIssuerOptions;

  constructor(options: AcceptedIssuerOptions) {
    this.#options = options;
  }

  /** As its tokens name it. */
  get name(): string {
    return this.#options.checks.issuer;
  }

  get isOwn(): boolean {
    return this.#options.isOwn;
  }

  /**
   * Verifies a token (RFC 7519, RFC 9068). Only the issuer's own keys count: what a header says of keys is not read.
   * @throws InvalidToken that says which check it failed
   * @throws Unavailable when the issuer's keys cannot be had
   */
  async read(token: string): Promise<ReadToken> {
    const payload = await this.#verify(token);
    const { iat, exp, sid } = payload;
    if (iat === undefined || exp === undefined)
      throw new InvalidToken('The token does not say its iat and exp.');
    const { leewaySeconds } = this.#options.checks;
    if (iat > Date.now() / 1000 + leewaySeconds)
      throw new InvalidToken('The token was issued in the future: compare the clocks.');
    return {
      caller: this.#options.callerOf(payload),
      issuedAt: iat,
      goodUntil: (exp + leewaySeconds) * 1000,
      session: typeof sid === 'string' ? sid : undefined,
    };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const { keys, checks } = this.#options;
    const { issuer, algorithms, audience, requiresType, leewaySeconds } = checks;
    try {
      const { payload } = await jwtVerify(token, (header, jws) => keys.keyFor(header, jws), {
        algorithms,
        audience,
        issuer,
        clockTolerance: leewaySeconds,
        requiredClaims: ['exp', 'iat', 'sub'],
        ...(requiresType && { typ: 'at+jwt' }),
      });
      return payload;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      throw refusalOf(error);
    }
  }
}
