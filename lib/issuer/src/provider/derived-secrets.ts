import { createHmac, hkdfSync } from 'node:crypto';

/** What the issuer needs to keep secret, each derived from the one secret of the installation (HKDF, RFC 5869). */
export class DerivedSecrets {
  /** Signs the cookies of those who are signing in. */
  readonly cookieKey: string;
  /** Seals what is kept in the database: 32 bytes for AES-256. */
  readonly sealKey: Buffer;
  readonly #successorKey: Buffer;

  /** @param secret at least 32 bytes, shared by all gateways of the installation */
  constructor(secret: string) {
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `manuel issuer ${purpose}`, 32));
    this.cookieKey = derive('cookies').toString('base64url');
    this.sealKey = derive('records');
    this.#successorKey = derive('refresh tokens');
  }

  /**
   * The refresh token that follows another. It is the same however often it is asked for: who lost the answer and tries
   * again gets the very token that was lost, so that a retry makes no second line of tokens that nobody watches.
   */
  successorOf(refreshToken: string): string {
    return createHmac('sha256', this.#successorKey).update(refreshToken).digest('base64url');
  }
}
