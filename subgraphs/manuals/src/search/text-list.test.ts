import { expect, test } from 'vitest';
import { hasBeginning, placeOf, sortedTextList, textAt, textList } from './text-list.ts';

const WORDS = ['zone', 'ä', 'lid', 'lids', '漢', '𝒳', 'e24', ''];
const numbers = new Map(WORDS.map((word, number) => [word, number]));

test('texts are read again as they were, also from bytes in the middle of others', () => {
  const list = textList(WORDS);
  expect(WORDS.map((_, place) => textAt(list, place))).toEqual(WORDS);
  const shifted = Uint8Array.from([1, 2, 3, ...list.bytes]).subarray(3);
  expect(WORDS.map((_, place) => textAt({ ...list, bytes: shifted }, place))).toEqual(WORDS);
});

test('a sorted list is in the order of its bytes, and tells where each text is', () => {
  const { places, list } = sortedTextList(numbers);
  const sorted = WORDS.map((_, place) => textAt(list, place));
  expect(sorted).toEqual(['', 'e24', 'lid', 'lids', 'zone', 'ä', '漢', '𝒳']);
  expect(Array.from(places, (place) => sorted[place])).toEqual(WORDS);
  for (const [place, word] of sorted.entries()) expect(placeOf(list, word)).toBe(place);
  for (const other of ['a', 'li', 'lidss', 'zz', '漢漢', '\uffff']) expect(placeOf(list, other)).toBeNull();
});

test('knows beginnings, also of the first text and of the last', () => {
  const { list } = sortedTextList(new Map(['e24', 'lid', 'lids', 'zone'].map((word, i) => [word, i])));
  for (const beginning of ['', 'e', 'e2', 'e24', 'li', 'lid', 'lids', 'z', 'zone'])
    expect(hasBeginning(list, beginning), beginning).toBe(true);
  for (const other of ['a', 'e25', 'lidss', 'lie', 'zones', 'zz', '\uffff'])
    expect(hasBeginning(list, other), other).toBe(false);
});

test('a text and the next one together are no beginning', () => {
  const { list } = sortedTextList(new Map(['ab', 'cd'].map((word, i) => [word, i])));
  expect(hasBeginning(list, 'abcd')).toBe(false);
});

test('an empty list has nothing', () => {
  const { list } = sortedTextList(new Map());
  expect([placeOf(list, ''), hasBeginning(list, '')]).toEqual([null, false]);
});
