import { expect, test } from 'vitest';
import { dot, randomNumbers, randomVector } from '../../test/random-numbers.ts';
import { quantize } from './content-vectors.ts';
import { nearestPassages } from './nearest-passages.ts';
import type { Segment } from './segment.ts';
import { buildSegment } from './segment-builder.ts';

const DIMENSIONS = 64;
const NO_WORDS = new Float32Array();
const random = randomNumbers(5);
const vectors = (count: number) => Array.from({ length: count }, () => randomVector(DIMENSIONS, random));

function segmentOf(manualId: string, all: readonly (Float32Array | null)[], model = 'one'): Segment {
  const passages = all.map((vector, place) => ({
    ...{ id: `${manualId}${place}`, heading: null, text: '' },
    vectors: vector && quantize(vector, NO_WORDS, 8),
  }));
  const encoding = { model, dimensions: DIMENSIONS, wordModel: 'words', wordDimensions: 8 };
  return buildSegment(manualId, 'en', passages, encoding);
}

function idsOf(found: ReturnType<typeof nearestPassages>): string[] {
  return found.map(({ segment, passage }) => segment.passageId(passage));
}

test('the nearest of all segments are those of the highest plain cosines, in their order', () => {
  const [a, b, [question = new Float32Array()]] = [vectors(70), vectors(50), vectors(1)];
  const all = [
    ...a.map((vector, i) => ({ id: `a${i}`, vector })),
    ...b.map((vector, i) => ({ id: `b${i}`, vector })),
  ];
  const plain = all.sort((x, y) => dot(y.vector, question) - dot(x.vector, question)).map(({ id }) => id);
  const found = nearestPassages([segmentOf('a', a), segmentOf('b', b)], new Map([['one', question]]), 5);
  expect(idsOf(found)).toEqual(plain.slice(0, 5));
});

test('no cosine is computed of those whose signatures differ most', () => {
  const [vector = new Float32Array()] = vectors(1);
  const question = vector.map((component, place) => (place === 0 ? -component : component));
  const opposite = vector.map((component) => -component);
  const segment = segmentOf('a', [opposite, vector, question, vector]);
  const near = (count: number) => idsOf(nearestPassages([segment], new Map([['one', question]]), 9, count));
  expect(near(1)).toEqual(['a2']);
  // All of one distance are taken, or none of them.
  expect(near(2)).toEqual(['a2', 'a1', 'a3']);
  expect(near(4)).toEqual(['a2', 'a1', 'a3', 'a0']);
});

test('each segment is compared with the vector by its own model, or with none', () => {
  const [one = new Float32Array(), two = new Float32Array()] = vectors(2);
  const segments = [
    segmentOf('a', [one, two], 'one'),
    segmentOf('b', [one, two], 'two'),
    segmentOf('c', [one, two], 'three'),
    buildSegment('d', 'en', [{ id: 'd0', heading: null, text: '' }]),
  ];
  const asked = new Map([
    ['one', one],
    ['two', two],
  ]);
  expect(idsOf(nearestPassages(segments, asked, 2)).toSorted()).toEqual(['a0', 'b1']);
  expect(idsOf(nearestPassages(segments, asked, 9)).toSorted()).toEqual(['a0', 'a1', 'b0', 'b1']);
  expect(nearestPassages(segments, new Map(), 9)).toEqual([]);
});

test('a passage without a vector is never near', () => {
  const [vector = new Float32Array()] = vectors(1);
  const segment = segmentOf('a', [null, vector]);
  expect(idsOf(nearestPassages([segment], new Map([['one', vector]]), 9))).toEqual(['a1']);
});
