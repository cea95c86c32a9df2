import { hkdfSync } from 'node:crypto';

const BYTES = 32;
/** Keeps what is derived here apart from whatever else may come to be derived from the same secret. */
const PURPOSE = 'manuel api key request signatures v1';

/**
 * The secret with which an API key's owner signs requests: derived anew each time, so that none is kept anywhere.
 * HKDF with SHA-256 (RFC 5869); a new installation secret is a new secret for each key.
 * @param installationSecret at least 32 bytes
 * @returns 256 bits in base64url, as its owner gets it
 */
export function signingSecretOf(installationSecret: string, keyId: string): string {
  return Buffer.from(hkdfSync('sha256', installationSecret, PURPOSE, keyId, BYTES)).toString('base64url');
}
