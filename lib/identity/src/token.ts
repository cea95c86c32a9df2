import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { NotAuthenticated } from '@manuel/service';
import { errors, jwtVerify, SignJWT } from 'jose';
import { type Caller, CallerClaims, callerFrom, claimsFor } from './caller.ts';

const ISSUER = 'manuel';
const AUDIENCE = 'manuel-gateway';
const TYPE = 'at+jwt';
const CLOCK_LEEWAY_SECONDS = 30;

/** A new Ed25519 private key as PKCS #8 PEM. */
export function newTokenKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Makes access tokens: JWTs signed with Ed25519 (RFC 8037), typed as RFC 9068 says. */
export class TokenIssuer {
  readonly #key: KeyObject;
  readonly #audience: string;

  /**
   * @param pem the private key, PKCS #8
   * @param audience whom the tokens are for
   */
  constructor(pem: string, audience: string = AUDIENCE) {
    this.#key = createPrivateKey(pem);
    this.#audience = audience;
  }

  /** @param lifetimeSeconds how long the token is good, from now */
  issue(caller: Caller, lifetimeSeconds: number): Promise<string> {
    return new SignJWT(claimsFor(caller))
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(this.#audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
      .sign(this.#key);
  }
}

/** Tells who an access token speaks for. */
export class TokenVerifier {
  readonly #key: KeyObject;

  /** @param pem the private or the public key, PEM */
  constructor(pem: string) {
    this.#key = createPublicKey(pem);
  }

  /** @throws NotAuthenticated when the token is forged, over, not for this gateway or without its claims */
  async verify(token: string): Promise<Caller> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['EdDSA'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        clockTolerance: CLOCK_LEEWAY_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return callerFrom(CallerClaims.parse(payload));
    } catch (cause) {
      throw new NotAuthenticated(
        cause instanceof errors.JWTExpired
          ? 'The token is over: get a new one and try again.'
          : 'The token is not one that this gateway accepts.',
        { cause },
      );
    }
  }
}
