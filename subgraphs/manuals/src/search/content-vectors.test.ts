import { expect, test } from 'vitest';
import { quantize, vectorBytes, vectorsOf } from './content-vectors.ts';

/** Vectors of length 1 that look random and are always the same. */
function vectors(count: number, dimensions: number): Float32Array[] {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dimensions }, next);
    const length = Math.hypot(...vector);
    return vector.map((component) => component / length);
  });
}

test('cosines of quantized vectors differ by less than 0.01 from those of the vectors', () => {
  const all = vectors(60, 384);
  const { scales, codes } = quantize(all, []);
  for (const [index, vector] of all.entries())
    for (const query of all) {
      const cosine = query.reduce((sum, component, at) => sum + component * (vector[at] ?? 0), 0);
      const kept = query.reduce((sum, component, at) => sum + component * (codes[index * 384 + at] ?? 0), 0);
      expect(Math.abs(kept * (scales[index] ?? 0) - cosine)).toBeLessThan(0.01);
    }
});

test('vectors are after reading what they were before writing, wherever their bytes lie', () => {
  const [first, second, third] = vectors(3, 5);
  const kept = quantize(first && second ? [first, second] : [], third ? [third] : []);
  const bytes = Buffer.concat([Buffer.from('x'), vectorBytes(kept)]).subarray(1);
  expect(vectorsOf(bytes)).toEqual(kept);
  expect(kept.longCount).toBe(2);
});

test('a vector of zeros stays one', () => {
  expect(Array.from(quantize([new Float32Array(4)], []).codes)).toEqual([0, 0, 0, 0]);
});
