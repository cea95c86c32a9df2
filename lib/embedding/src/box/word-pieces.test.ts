import { expect, test } from 'vitest';
import { rangesOf, wordsOf } from './word-pieces.ts';

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
