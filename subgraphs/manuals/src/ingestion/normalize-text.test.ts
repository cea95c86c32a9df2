import { expect, test } from 'vitest';
import { joinHyphenated, normalizeText, wordsOf } from './normalize-text.ts';

test('signs that cannot be stored or seen are taken away', () => {
  expect(normalizeText('a\0b\u0007c\u200bd\ufeff \ud800e')).toBe('abcd \ufffde');
});

test('spaces, tabs and line ends are made plain', () => {
  expect(normalizeText(' a \t\u00a0b \r\n c\f\n\n\n\nd ')).toBe('a b\nc\n\nd');
});

test('ligatures become letters, accents one sign, dot leaders one sign', () => {
  expect(normalizeText('ﬁlter ﬄ')).toBe('filter ffl');
  expect(normalizeText('Gera\u0308t')).toBe('Gerät');
  expect(normalizeText('Weight . . . . . . . 12 kg')).toBe('Weight … 12 kg');
});

test('a word that is broken at a line end is mended', () => {
  expect(joinHyphenated('the config-\nuration file', new Set())).toBe('the configuration\nfile');
  expect(joinHyphenated('config-\nuration, and', new Set())).toBe('configuration,\nand');
});

test('a hyphen stays that belongs to the word', () => {
  const words = wordsOf('a zero-length packet');
  expect(joinHyphenated('of zero-\nlength packets', words)).toBe('of zero-length\npackets');
  expect(joinHyphenated('a USB-\nUART cable', new Set())).toBe('a USB-UART\ncable');
});
