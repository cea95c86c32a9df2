import { terms } from '@manuel/text';
import { expect, test } from 'vitest';
import { ChunkNumbers } from './chunk-numbers.ts';
import { buildSegment } from './segment-builder.ts';

test('postings name the passages in order and count text and headings', () => {
  const segment = buildSegment('m', 'en', [
    { id: 'a', heading: null, text: 'Filter, filters and a lid' },
    { id: 'b', heading: null, text: 'lamp' },
    { id: 'c', heading: 'Filter', text: 'the lid' },
  ]);
  const filter = segment.postings('filter');
  expect(Array.from(filter?.passages ?? [])).toEqual([0, 2]);
  expect(Array.from(filter?.textCounts ?? [])).toEqual([2, 0]);
  expect(Array.from(filter?.headingCounts ?? [])).toEqual([0, 1]);
  expect(Array.from(segment.arrays.textLengths)).toEqual([3, 1, 1]);
  expect(Array.from(segment.arrays.headingLengths)).toEqual([0, 0, 1]);
  expect([segment.totalTextLength, segment.totalHeadingLength]).toEqual([5, 1]);
  expect(segment.postings('motor')).toBeNull();
});

test('a term occurs in exactly the passages that have it', () => {
  const passages = Array.from({ length: 20 }, (_, place) => ({
    ...{ id: String(place), heading: null, text: place % 3 === 1 ? 'lid' : 'lamp' },
  }));
  const segment = buildSegment('m', 'en', passages);
  const having = passages.flatMap((_, place) => (segment.occursIn('lid', place) ? [place] : []));
  expect(having).toEqual([1, 4, 7, 10, 13, 16, 19]);
  expect(segment.occursIn('motor', 1)).toBe(false);
});

test('a term that is repeated beyond the highest count is counted as the highest', () => {
  const segment = buildSegment('m', 'en', [{ id: 'a', heading: null, text: 'lid '.repeat(1000) }]);
  expect(Array.from(segment.postings('lid')?.textCounts ?? [])).toEqual([255]);
  expect(segment.totalTextLength).toBe(1000);
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

test('every term is found, whatever its letters, and nothing else is', () => {
  const words = ['ä', 'z', 'zz', '漢', '𝒳𝒴', 'e-24', 'ﬀ', 'a'.repeat(64), 'ж'];
  const segment = buildSegment(
    'm',
    'xx',
    words.map((word, index) => ({ id: String(index), heading: null, text: word })),
  );
  for (const [index, word] of words.entries())
    for (const term of terms(word, 'xx'))
      expect(Array.from(segment.postings(term)?.passages ?? []), word).toContain(index);
  for (const other of ['', 'a', 'zzz', '漢漢', '\uffff']) expect(segment.postings(other)).toBeNull();
});

test('passages keep their ids, pages and contents', () => {
  const segment = buildSegment('m', 'en', [
    { id: 'a', contentId: 'same', page: 7, heading: null, text: 'lid' },
    { id: 'b', contentId: 'same', heading: null, text: 'lid' },
    { id: 'c', heading: null, text: 'lamp' },
  ]);
  expect([0, 1, 2].map((passage) => segment.passageId(passage))).toEqual(['a', 'b', 'c']);
  expect([0, 1, 2].map((passage) => segment.contentId(passage))).toEqual(['same', 'same', 'c']);
  expect([0, 1, 2].map((passage) => segment.page(passage))).toEqual([7, null, null]);
});
