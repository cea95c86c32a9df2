import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';

/** A year: what the longest token made here may last, so that no key is forgotten before its tokens are over. */
const LONGEST_TOKEN_MS = 366 * 24 * 3_600_000;
/** Every process knows a new key before the first token that it signs: they look for new keys more often. */
const NOTICE_MS = 10_000;

const Key = z.object({
  /** Its thumbprint (RFC 7638), by which tokens name it. */
  kid: z.string(),
  /** The private half, PKCS #8. */
  pem: z.string(),
  signsFrom: z.iso.datetime(),
  /** When its last token is over; null while it is the newest. */
  until: z.iso.datetime().nullable(),
});
export type TokenKey = z.output<typeof Key>;

const Ring = z.object({ keys: z.array(Key).min(1) });

/** A new Ed25519 private key as PKCS #8 PEM. */
export function newTokenKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * The keys with which one installation signs its tokens: the newest that has begun to sign does, and the older ones go
 * on vouching for what they signed.
 */
export class TokenKeys {
  readonly keys: readonly TokenKey[];

  private constructor(keys: readonly TokenKey[]) {
    this.keys = keys;
  }

  /** A ring of one key, which signs at once. */
  static of(pem: string): TokenKeys {
    return new TokenKeys([
      { kid: thumbprintOf(pem), pem, signsFrom: new Date(0).toISOString(), until: null },
    ]);
  }

  /** @param text what `text` wrote, or a single key's PEM. @throws Error when it is neither */
  static read(text: string): TokenKeys {
    if (text.startsWith('-----BEGIN')) return TokenKeys.of(text);
    return new TokenKeys(Ring.parse(JSON.parse(text)).keys);
  }

  /** What is kept in a file; a secret. */
  get text(): string {
    return `${JSON.stringify({ keys: this.keys }, undefined, 2)}\n`;
  }

  /** The key that signs now. */
  signing(now = Date.now()): TokenKey {
    const begun = this.keys.filter(({ signsFrom }) => Date.parse(signsFrom) <= now);
    const newest = begun.toSorted((a, b) => Date.parse(b.signsFrom) - Date.parse(a.signsFrom))[0];
    // One alone signs whatever the clock says.
    const key = newest ?? this.keys[0];
    if (key === undefined) throw new Error('A ring has at least one key.');
    return key;
  }

  /** The keys whose tokens are good now, and those that are about to sign. */
  accepted(now = Date.now()): TokenKey[] {
    return this.keys.filter(({ until }) => until === null || Date.parse(until) > now);
  }

  /** The public halves of the accepted keys, as a JSON Web Key Set (RFC 7517). */
  publicSet(now = Date.now()): JSONWebKeySet {
    return { keys: this.accepted(now).map(({ kid, pem }) => publicJwk(kid, pem)) };
  }

  /** The private halves of the accepted keys, the signing one first; secrets. */
  privateSet(now = Date.now()): JWK[] {
    const first = this.signing(now);
    const others = this.accepted(now).filter(({ kid }) => kid !== first.kid);
    return [first, ...others].map(({ kid, pem }) => ({
      ...createPrivateKey(pem).export({ format: 'jwk' }),
      ...{ kid, alg: 'EdDSA', use: 'sig' },
    }));
  }

  /**
   * The ring with a new key, which signs as soon as every process knows it.
   * @param isCompromised forget the older keys at once, and with them every token that they signed
   */
  rotated({ isCompromised = false, now = Date.now() } = {}): TokenKeys {
    const pem = newTokenKey();
    const signsFrom = new Date(isCompromised ? now : now + NOTICE_MS);
    const key = { kid: thumbprintOf(pem), pem, signsFrom: signsFrom.toISOString(), until: null };
    if (isCompromised) return new TokenKeys([key]);
    const until = new Date(signsFrom.getTime() + LONGEST_TOKEN_MS).toISOString();
    return new TokenKeys([
      key,
      ...this.accepted(now).map((older) => ({ ...older, until: older.until ?? until })),
    ]);
  }
}

function publicJwk(kid: string, pem: string): JWK {
  return { ...publicHalf(pem), kid, alg: 'EdDSA', use: 'sig' };
}

/** @param pem of the private key, or of the public one, which can vouch but not sign */
function publicHalf(pem: string): JWK {
  return createPublicKey(pem).export({ format: 'jwk' });
}

/** RFC 7638: SHA-256 over the members that the key's type requires, in order. */
function thumbprintOf(pem: string): string {
  const { crv, kty, x } = publicHalf(pem);
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
