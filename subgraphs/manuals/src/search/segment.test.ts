import { expect, test } from 'vitest';
import { ChunkNumbers } from './chunk-numbers.ts';
import { buildSegment } from './segment.ts';

test('postings name the passages in order and count headings by their weight', () => {
  const segment = buildSegment('m', 'en', [
    { id: 'a', heading: null, text: 'Filter, filters and a lid' },
    { id: 'b', heading: null, text: 'lamp' },
    { id: 'c', heading: 'Filter', text: 'the lid' },
  ]);
  const filter = segment.postings('filter');
  expect(Array.from(filter?.passages ?? [])).toEqual([0, 2]);
  expect(Array.from(filter?.counts ?? [])).toEqual([2, 2]);
  expect(Array.from(segment.lengths)).toEqual([3, 1, 3]);
  expect(segment.totalLength).toBe(7);
  expect(segment.postings('motor')).toBeNull();
});

test('a term that is repeated beyond the highest count is counted as the highest', () => {
  const segment = buildSegment('m', 'en', [{ id: 'a', heading: null, text: 'lid '.repeat(1000) }]);
  expect(Array.from(segment.postings('lid')?.counts ?? [])).toEqual([255]);
  expect(segment.totalLength).toBe(1000);
});

test('chunks keep their numbers when there are many of them', () => {
  const numbers = new ChunkNumbers();
  const chunks = Array.from({ length: 10_000 }, (_, index) => `chunk${index}`);
  const text = chunks.join('\u00a0\n');
  for (let round = 0; round < 2; round++) {
    const read: number[] = [];
    for (let start = 0; start < text.length; start = numbers.end + 1) {
      const number = numbers.read(text, start);
      if (number >= 0) read.push(number);
    }
    expect(read).toEqual(chunks.map((_, index) => index));
  }
  expect(numbers.chunks).toEqual(chunks);
});
