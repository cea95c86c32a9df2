import { expect, test } from 'vitest';
import { quantize } from './content-vectors.ts';
import { buildSegment, type SegmentPassage } from './segment-builder.ts';
import { decodeSegment, encodeSegment } from './segment-format.ts';

const encoding = { model: 'small', dimensions: 3, wordModel: 'words/1', wordDimensions: 8 };
const words = Float32Array.of(0, 0.6, -0.8, ...[0, 0, 0, 0, 0], ...[0, 1, 0, 0, 0, 0, 0, 0]);
const passages: SegmentPassage[] = [
  {
    ...{ id: 'a', contentId: 'same', page: 3, heading: 'Lid', text: 'Close the lid – ä 漢字' },
    vectors: quantize(Float32Array.of(1, 0, 0), words, 8),
  },
  { id: 'b', page: null, heading: null, text: '' },
];

test('a segment is after reading what it was before writing', () => {
  const segment = buildSegment('m', 'en', passages, encoding);
  expect(Array.from(segment.arrays.wordStarts)).toEqual([0, 2, 2]);
  const read = decodeSegment(encodeSegment(segment));
  expect(read).toEqual(segment);
  expect(read.byteLength).toBe(segment.byteLength);
});

test('an empty segment, and one without vectors, are read as well', () => {
  for (const segment of [
    buildSegment('m', 'en', []),
    buildSegment('m', 'de', [{ id: 'a', heading: null, text: 'lid' }]),
  ])
    expect(decodeSegment(encodeSegment(segment))).toEqual(segment);
});

test('bytes that are cut off are refused', () => {
  const bytes = encodeSegment(buildSegment('m', 'en', passages, encoding));
  for (const length of [0, 1, 8, bytes.length >> 1, bytes.length - 1])
    expect(() => decodeSegment(bytes.slice(0, length)), String(length)).toThrow();
});
