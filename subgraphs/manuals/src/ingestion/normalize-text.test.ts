import { expect, test } from 'vitest';
import { joinHyphenated, joinWrapped, normalizeText, wordsOf } from './normalize-text.ts';

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
  expect(normalizeText('\uF0B7 Open the lid')).toBe('• Open the lid');
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

test('what the rest of the document writes decides about a hyphen', () => {
  const words = wordsOf('The BinMode of a state-of-the-art low power circuit; unaf-\nfected power-\nlines.');
  expect(joinHyphenated('Bin-\nMode', words)).toBe('BinMode\n');
  expect(joinHyphenated('state-of-the-\nart', words)).toBe('state-of-the-art\n');
  expect(joinHyphenated('a circuit-\npower', words)).toBe('a circuit-power\n');
  expect(joinHyphenated('unaf-\nfected', words)).toBe('unaffected\n');
  expect(joinHyphenated('the US\u00AD\nART', words)).toBe('the USART\n');
});

test('the lines of a cell become one, and broken paths close up', () => {
  expect(joinWrapped('Fill the\ntank | 1.7k /\n2.4k')).toBe('Fill the tank | 1.7k / 2.4k');
  expect(joinWrapped('$DATADIR/\nlib | http:\n//example.com')).toBe('$DATADIR/lib | http://example.com');
});
