import { expect, test } from 'vitest';
import { windowsOf } from './windows.ts';

const words = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `w${from + index}`).join(' ');

test('windows overlap, and the last one ends with the text', () => {
  expect(windowsOf(null, words(0, 12), { words: 5, overlap: 2 })).toEqual([
    words(0, 5),
    words(3, 8),
    words(6, 11),
    words(7, 12),
  ]);
});

test('a text that fits is one window', () => {
  expect(windowsOf(null, 'a  b\nc', { words: 3, overlap: 1 })).toEqual(['a b c']);
  expect(windowsOf(null, '', { words: 3, overlap: 1 })).toEqual(['']);
});

test('each window begins with the heading', () => {
  expect(windowsOf('Care', 'a b c', { words: 2, overlap: 1 })).toEqual(['Care. a b', 'Care. b c']);
});
