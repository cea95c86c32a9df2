import { expect, test } from 'vitest';
import { rangesOf, rarityOf, wordsOf } from './word-pieces.ts';

const TOKENS = ['[CLS]', 'lit', '##hium', '-', 'cell', '##s', '.', '[SEP]'];

test('pieces make up words, and signs are none', () => {
  expect(wordsOf(TOKENS, { start: 1, end: 7 })).toEqual([
    { text: 'lithium', start: 1, end: 3 },
    { text: 'cells', start: 4, end: 6 },
  ]);
});

test('a long text is cut between words', () => {
  expect(rangesOf(TOKENS, 4)).toEqual([
    { start: 1, end: 4 },
    { start: 4, end: 7 },
  ]);
});

test('a word that is longer than a range is cut', () => {
  expect(rangesOf(['[CLS]', 'a', '##b', '##c', '[SEP]'], 2)).toEqual([
    { start: 1, end: 2 },
    { start: 2, end: 4 },
  ]);
});

test('a text without words is one empty range', () => {
  expect(rangesOf(['[CLS]', '[SEP]'], 4)).toEqual([{ start: 1, end: 1 }]);
});

test('a word is the rarer the further down it stands, and the more pieces it takes', () => {
  const rarities = [[1_996], [6_000], [29_000], [29_000, 21_000], [20_000, 21_000, 22_000, 23_000, 24_000]];
  const told = rarities.map(rarityOf);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(2)).toBeCloseTo(1, 1);
  expect(told.at(-1)).toBe(2);
});
