import { expect, test } from 'vitest';
import { quantize } from './content-vectors.ts';
import type { Segment } from './segment.ts';
import { buildSegment } from './segment-builder.ts';
import { similarPassages } from './similar-passages.ts';

const DIMENSIONS = 128;
let state = 7;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((component) => component / length);
}
const newVector = () => unit(Float32Array.from({ length: DIMENSIONS }, random));
/** A vector that is the nearer to another one the smaller the noise. */
const near = (to: Float32Array, noise: number) =>
  unit(to.map((component) => component + (noise * random()) / Math.sqrt(DIMENSIONS)));

interface Windows {
  readonly long: Float32Array[];
  readonly short: Float32Array[];
}

function segmentOf(manualId: string, passages: readonly (Windows | null)[], model = 'small'): Segment {
  return buildSegment(
    manualId,
    'en',
    passages.map((windows, index) => ({
      ...{ id: `${manualId}/${index}`, heading: null, text: '' },
      vectors: windows && quantize(windows.long, windows.short),
    })),
    { model, windows: '', dimensions: DIMENSIONS },
  );
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, component, at) => sum + component * (b[at] ?? 0), 0);

test('a passage is as near as the nearest of its windows of each length', () => {
  const query = newVector();
  const passages = Array.from({ length: 20 }, () => ({
    long: [newVector(), near(query, 2)],
    short: [near(query, 1), newVector(), newVector()],
  }));
  const segment = segmentOf('m', passages);
  const similarities = similarPassages([segment], () => query).get(segment);
  expect(Array.from(similarities?.passages ?? [])).toEqual(passages.map((_, index) => index));
  for (const [index, { long, short }] of passages.entries()) {
    expect(similarities?.long[index]).toBeCloseTo(Math.max(...long.map((one) => cosine(query, one))), 2);
    expect(similarities?.short[index]).toBeCloseTo(Math.max(...short.map((one) => cosine(query, one))), 2);
  }
});

test('of many passages the nearest are taken over all segments, and those that are asked for', () => {
  const query = newVector();
  const far = Array.from({ length: 400 }, () => ({ long: [newVector()], short: [newVector()] }));
  const hidden = { long: [near(query, 1)], short: [near(query, 1)] };
  const [one, other] = [segmentOf('one', [...far, hidden]), segmentOf('other', [...far, hidden, hidden])];
  const similar = similarPassages(
    [one, other],
    () => query,
    (segment) => (segment === one ? [17] : []),
    3,
  );
  expect(Array.from(similar.get(one)?.passages ?? [])).toEqual([17, 400]);
  expect(Array.from(similar.get(other)?.passages ?? [])).toEqual([400, 401]);
});

test('what has no vectors, or none of a model that the query has, is not near', () => {
  const windows = { long: [newVector()], short: [newVector()] };
  const some = segmentOf('some', [null, windows, null]);
  const foreign = segmentOf('foreign', [windows], 'other');
  const plain = buildSegment('plain', 'en', [{ id: 'a', heading: null, text: 'lid' }]);
  const similar = similarPassages([some, foreign, plain], (model) =>
    model === 'small' ? newVector() : null,
  );
  expect([...similar.keys()]).toEqual([some]);
  expect(Array.from(similar.get(some)?.passages ?? [])).toEqual([1]);
});
