import { paddedBytes } from './vector-kernel.ts';

/** The bytes of one signature: a bit for each component, filled up to whole steps. */
export function signatureBytes(dimensions: number): number {
  return paddedBytes(Math.ceil(dimensions / 8));
}

/**
 * Writes the signature of a vector: a bit for each component, set where that is above zero. Vectors of length 1 that are
 * near each other have most of their bits in common.
 * @param start where the vector begins in its list
 */
export function writeSignature(
  into: Uint8Array,
  at: number,
  vectors: Float32Array | Int8Array,
  start: number,
  dimensions: number,
): void {
  for (let index = 0; index < dimensions; index++) {
    const byte = at + (index >> 3);
    if ((vectors[start + index] ?? 0) > 0) into[byte] = (into[byte] ?? 0) | (1 << (index & 7));
  }
}
