import { hash, timingSafeEqual } from 'node:crypto';
import { parseDictionary } from 'structured-headers';

/** The header that names a body by its hash (RFC 9530). */
export const DIGEST_HEADER = 'content-digest';

/** The value of Content-Digest for a body: its SHA-256. */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`;
}

/**
 * Whether a Content-Digest is that of the body: its SHA-256 has to be there and right; other algorithms are left alone.
 * @param header as it came; undefined where there is none
 */
export function isDigestOf(header: string | undefined, body: string | Uint8Array): boolean {
  if (header === undefined) return false;
  // What nearly all send, without taking it apart; the hash of a body is no secret.
  if (header === contentDigest(body)) return true;
  const given = sha256In(header);
  const right = hash('sha256', body, 'buffer');
  return given?.length === right.length && timingSafeEqual(given, right);
}

function sha256In(header: string): Uint8Array | undefined {
  try {
    const value: unknown = parseDictionary(header).get('sha-256')?.[0];
    return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  } catch {
    return undefined;
  }
}
