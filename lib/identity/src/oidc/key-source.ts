import type { CryptoKey, FlattenedJWSInput, JWSHeaderParameters } from 'jose';
import { createLocalJWKSet, errors } from 'jose';
import type { TokenKeys } from '../token-keys.ts';

/** Knows the public keys of one issuer. */
export interface KeySource {
  /**
   * The key that a token's header names.
   * @throws errors.JWKSNoMatchingKey when the issuer has no such key
   * @throws Unavailable when its keys could not be had
   */
  keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey>;
}

/** The keys of this installation's own tokens. */
export class OwnKeys implements KeySource {
  readonly #current: () => TokenKeys;

  /** @param current the ring as it is just now */
  constructor(current: () => TokenKeys) {
    this.#current = current;
  }

  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    return createLocalJWKSet(this.#current().publicSet())(header, token);
  }
}

/** Whether the issuer has no key as the token names it, which a fresh look at its keys may change. */
export function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey;
}
