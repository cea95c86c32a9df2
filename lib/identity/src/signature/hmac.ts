import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** The one algorithm that is made and taken (RFC 9421, 3.3.3). */
export const ALGORITHM = 'hmac-sha256';

/** Made with Node's own HMAC: through Web Crypto, each would wait for a thread. */
export function hmacOf(text: string, key: KeyObject): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Whether a signature is that of the text, compared in constant time. */
export function isHmacOf(signature: Uint8Array, text: string, key: KeyObject): boolean {
  const right = hmacOf(text, key);
  return signature.length === right.length && timingSafeEqual(signature, right);
}
