import type { ContentVectors } from './content-vectors.ts';
import type { SegmentArrays } from './segment-arrays.ts';
import { signatureBytes, writeSignature } from './signatures.ts';
import { paddedBytes } from './vector-kernel.ts';

/** Puts the vectors of passages one after the other, with a signature each. */
export function vectorLists(
  passages: readonly { readonly vectors?: ContentVectors | null }[],
  dimensions: number,
): Pick<SegmentArrays, 'windowStarts' | 'longCounts' | 'scales' | 'codes' | 'signatures'> {
  const windowStarts = new Uint32Array(passages.length + 1);
  for (const [place, { vectors }] of passages.entries())
    windowStarts[place + 1] = (windowStarts[place] ?? 0) + (vectors?.scales.length ?? 0);
  const windows = windowStarts[passages.length] ?? 0;
  const width = signatureBytes(dimensions);
  const longCounts = new Uint8Array(passages.length);
  const scales = new Float32Array(windows);
  const stride = paddedBytes(dimensions);
  const codes = new Int8Array(windows * stride);
  const signatures = new Uint8Array(windows * width);
  for (const [place, { vectors }] of passages.entries()) {
    if (!vectors) continue;
    const first = windowStarts[place] ?? 0;
    longCounts[place] = vectors.longCount;
    scales.set(vectors.scales, first);
    for (let window = 0; window < vectors.scales.length; window++) {
      const vector = vectors.codes.subarray(window * dimensions, (window + 1) * dimensions);
      codes.set(vector, (first + window) * stride);
      writeSignature(signatures, (first + window) * width, vector, 0, dimensions);
    }
  }
  return { windowStarts, longCounts, scales, codes, signatures };
}
