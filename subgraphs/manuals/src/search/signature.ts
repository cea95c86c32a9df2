import { SIGNATURE_STEP } from './hamming-kernel.ts';

/** The bytes of one signature: a bit for each component, filled up to whole steps. */
export function signatureBytes(dimensions: number): number {
  return Math.ceil(dimensions / 8 / SIGNATURE_STEP) * SIGNATURE_STEP;
}

/** Writes the signature of a vector: a bit for each component, set where it is above zero. */
export function writeSignature(
  into: Uint8Array,
  at: number,
  vector: Float32Array | Int8Array,
  start = 0,
  dimensions = vector.length,
): void {
  for (let index = 0; index < dimensions; index++) {
    const byte = at + (index >> 3);
    if ((vector[start + index] ?? 0) > 0) into[byte] = (into[byte] ?? 0) | (1 << (index & 7));
  }
}
