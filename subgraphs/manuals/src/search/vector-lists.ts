import type { ContentVectors } from './content-vectors.ts';
import type { Encoding, SegmentArrays } from './segment-arrays.ts';
import { signatureBytes, writeSignature } from './signature.ts';

type VectorArrays = Pick<SegmentArrays, 'scales' | 'codes' | 'signatures' | 'wordStarts' | 'wordSignatures'>;

const NOTHING: VectorArrays = {
  scales: new Float32Array(),
  codes: new Int8Array(),
  signatures: new Uint8Array(),
  wordStarts: new Uint32Array(),
  wordSignatures: new Uint8Array(),
};

/** Puts the vectors of passages one after the other, each with its signature, and the signatures of their words. */
export function vectorLists(
  passages: readonly { readonly vectors?: ContentVectors | null }[],
  encoding: Encoding | null,
): VectorArrays {
  if (encoding === null) return NOTHING;
  const { dimensions, wordDimensions } = encoding;
  const [width, wordWidth] = [signatureBytes(dimensions), signatureBytes(wordDimensions)];
  const wordStarts = new Uint32Array(passages.length + 1);
  for (const [place, { vectors }] of passages.entries())
    wordStarts[place + 1] = (wordStarts[place] ?? 0) + (vectors?.words.length ?? 0) / wordWidth;
  const scales = new Float32Array(passages.length);
  const codes = new Int8Array(passages.length * dimensions);
  const signatures = new Uint8Array(passages.length * width);
  const wordSignatures = new Uint8Array((wordStarts[passages.length] ?? 0) * wordWidth);
  for (const [place, { vectors }] of passages.entries()) {
    if (!vectors) continue;
    scales[place] = vectors.scale;
    codes.set(vectors.codes, place * dimensions);
    writeSignature(signatures, place * width, vectors.codes);
    wordSignatures.set(vectors.words, (wordStarts[place] ?? 0) * wordWidth);
  }
  return { scales, codes, signatures, wordStarts, wordSignatures };
}
