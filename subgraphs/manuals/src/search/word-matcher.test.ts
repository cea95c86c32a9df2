import { expect, test } from 'vitest';
import { dot, randomNumbers, randomVector } from '../../test/random-numbers.ts';
import { signatureBytes, writeSignature } from './signature.ts';
import { WordMatcher } from './word-matcher.ts';

const random = randomNumbers(3);
const vectors = (count: number, dimensions: number) =>
  Array.from({ length: count }, () => randomVector(dimensions, random));

function signaturesOf(words: readonly Float32Array[], dimensions: number): Uint8Array {
  const width = signatureBytes(dimensions);
  const signatures = new Uint8Array(words.length * width);
  for (const [place, word] of words.entries()) writeSignature(signatures, place * width, word);
  return signatures;
}

function joined(all: readonly Float32Array[]): Float32Array {
  return Float32Array.from(all.flatMap((one) => [...one]));
}

/** The cosine of a vector with the signs of another one, as much higher as signs make it lower. */
function plainSimilarity(vector: Float32Array, word: Float32Array): number {
  const signs = word.map((component) => (component > 0 ? 1 : -1) / Math.sqrt(word.length));
  return dot(vector, signs) / Math.sqrt(2 / Math.PI);
}

// 128 bits fill a signature; 24 and 200 are filled up with bits that say nothing.
test.each([24, 128, 200, 384])(
  'with words of %i dimensions it gives the highest of the plain cosines with their signs',
  (dimensions) => {
    const [question, words] = [vectors(5, dimensions), vectors(40, dimensions)];
    const matcher = new WordMatcher(joined(question), dimensions);
    expect(matcher.size).toBe(5);
    const signatures = signaturesOf(words, dimensions);
    for (const [start, end] of [
      [0, 40],
      [7, 8],
      [13, 31],
    ] as const) {
      const plain = question.map((word) =>
        Math.max(0, ...words.slice(start, end).map((other) => plainSimilarity(word, other))),
      );
      const matched = matcher.match(signatures, start, end);
      for (const [index, similarity] of plain.entries()) expect(matched[index]).toBeCloseTo(similarity, 5);
    }
  },
);

test('a word is about 1 to itself, and 0 to its opposite', () => {
  const [word = new Float32Array()] = vectors(1, 384);
  const opposite = word.map((component) => -component);
  const matcher = new WordMatcher(word, 384);
  const signatures = signaturesOf([word, opposite], 384);
  expect(matcher.match(signatures, 0, 1)[0]).toBeCloseTo(1, 1);
  expect(matcher.match(signatures, 1, 2)[0]).toBe(0);
});

test('a passage without words is near to none', () => {
  const matcher = new WordMatcher(joined(vectors(2, 24)), 24);
  expect(Array.from(matcher.match(new Uint8Array(), 0, 0))).toEqual([0, 0]);
});
