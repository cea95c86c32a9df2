import { expect, test } from 'vitest';
import { dot, randomNumbers, randomVector } from '../../test/random-numbers.ts';
import { quantize, vectorBytes, vectorsOf } from './content-vectors.ts';

const NO_WORDS = new Float32Array();
const random = randomNumbers(1);

test('cosines of quantized vectors differ by less than 0.01 from those of the vectors', () => {
  const all = Array.from({ length: 60 }, () => randomVector(384, random));
  for (const vector of all) {
    const { scale, codes } = quantize(vector, NO_WORDS, 8);
    const kept = Float32Array.from(codes, (code) => code * scale);
    for (const query of all) expect(Math.abs(dot(kept, query) - dot(vector, query))).toBeLessThan(0.01);
  }
});

test('of words a bit is kept for each component, set where it is above zero', () => {
  const words = Float32Array.of(0.5, -0.5, 0, 0.5, ...[0, 0, 0, 0.5], ...new Float32Array(8).fill(-1));
  const { words: signatures, wordDimensions } = quantize(Float32Array.of(1), words, 8);
  expect(wordDimensions).toBe(8);
  // Two words of 16 bytes each: a signature is filled up to what the processor compares at once.
  expect(Array.from(signatures)).toEqual([0b10001001, ...new Array<number>(31).fill(0)]);
});

test('vectors are after reading what they were before writing, wherever their bytes lie', () => {
  const kept = quantize(randomVector(5, random), randomVector(48, random), 24);
  const bytes = Buffer.concat([Buffer.from('x'), vectorBytes(kept)]).subarray(1);
  expect(vectorsOf(bytes)).toEqual(kept);
  expect(kept.words).toHaveLength(32);
});

test('a content without words is after reading what it was before writing', () => {
  const kept = quantize(randomVector(5, random), NO_WORDS, 24);
  expect(vectorsOf(vectorBytes(kept))).toEqual(kept);
});

test('a vector of zeros stays one', () => {
  expect(Array.from(quantize(new Float32Array(4), NO_WORDS, 8).codes)).toEqual([0, 0, 0, 0]);
});
