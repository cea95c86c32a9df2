import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Caller, claimsFor } from './caller.ts';
import { AcceptedIssuer } from './oidc/accepted-issuer.ts';
import { AccessTokens, type TokenReader } from './oidc/access-tokens.ts';
import { OwnKeys } from './oidc/key-source.ts';
import { ownCaller } from './oidc/mapped-claims.ts';
import { TokenKeys } from './token-keys.ts';

/** Who issues the tokens that somebody with an installation's key makes. */
const MINT = 'manuel';
/** For whom an installation's own tokens are. */
export const AUDIENCE = 'manuel-gateway';
const CLOCK_LEEWAY_SECONDS = 30;

/** Makes access tokens: JWTs signed with Ed25519 (RFC 8037), typed as RFC 9068 says. */
export class TokenIssuer {
  readonly #keys: () => TokenKeys;
  readonly #audience: string;

  /**
   * @param keys what `TokenKeys` wrote, a single key's PEM, or how to get the keys as they are just now
   * @param audience whom the tokens are for
   */
  constructor(keys: string | (() => TokenKeys), audience: string = AUDIENCE) {
    this.#keys = currentOf(keys);
    this.#audience = audience;
  }

  /** @param lifetimeSeconds how long the token is good, from now */
  issue(caller: Caller, lifetimeSeconds: number): Promise<string> {
    const { kid, pem } = this.#keys().signing();
    return new SignJWT(claimsFor(caller))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(MINT)
      .setAudience(this.#audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
      .sign(createPrivateKey(pem));
  }
}

/**
 * One of this installation's own issuers.
 * @param issuer as its tokens name it
 */
export function ownIssuer(keys: () => TokenKeys, issuer: string = MINT): AcceptedIssuer {
  return new AcceptedIssuer({
    checks: {
      ...{ issuer, audience: [AUDIENCE], algorithms: ['EdDSA'] },
      ...{ requiresType: true, leewaySeconds: CLOCK_LEEWAY_SECONDS },
    },
    keys: new OwnKeys(keys),
    callerOf: ownCaller,
    isOwn: true,
  });
}

/** Tells who a token speaks for that was made with an installation's own keys. */
export class TokenVerifier implements TokenReader {
  readonly #tokens: AccessTokens;

  /** @param keys what `TokenKeys` wrote, a single key's PEM, or how to get the keys as they are just now */
  constructor(keys: string | (() => TokenKeys)) {
    this.#tokens = new AccessTokens([ownIssuer(currentOf(keys))]);
  }

  /** @throws InvalidToken when the token is forged, over, not for this gateway or without its claims */
  verify(token: string): Promise<Caller> {
    return this.#tokens.verify(token);
  }
}

function currentOf(keys: string | (() => TokenKeys)): () => TokenKeys {
  if (typeof keys === 'function') return keys;
  const fixed = TokenKeys.read(keys);
  return () => fixed;
}
