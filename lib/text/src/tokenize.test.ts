import { expect, test } from 'vitest';
import { tokenize } from './tokenize.ts';

test('words are lower-cased and freed from punctuation', () => {
  expect(tokenize('Press the “RESET” button (twice)!')).toEqual(['press', 'the', 'reset', 'button', 'twice']);
});

test('an error code is found with and without its hyphen', () => {
  expect(tokenize('Error E-24.')).toEqual(['error', 'e', '24', 'e24']);
  expect(tokenize('Error E24.')).toEqual(['error', 'e24']);
  expect(tokenize('F10')).toEqual(['f10']);
});

test('a typeset hyphen is a hyphen, and a range gives its ends alone', () => {
  expect(tokenize('E\u201124')).toEqual(['e', '24', 'e24']);
  expect(tokenize('3–5')).toEqual(['3', '5']);
});

test('an option keeps its dash and is found without it', () => {
  expect(tokenize('-U')).toEqual(['u', '-u']);
  expect(tokenize('--help')).toEqual(['help']);
});

test('the parts of an argument are tokens, and so is the whole', () => {
  expect(tokenize('-U flash:w:"main.hex"')).toEqual([
    ...['u', '-u', 'flash', 'w', 'flash:w'],
    ...['main', 'hex', 'main.hex'],
  ]);
  expect(tokenize('/dev/ttyS0,')).toEqual(['dev', 'ttys0', 'dev/ttys0']);
  expect(tokenize('__USE_XSTACK')).toEqual(['use', 'xstack', 'use_xstack']);
});

test('a number keeps its separators', () => {
  expect(tokenize('3.5 V, 1,000 rpm, version 1.8.1.')).toEqual([
    '3.5',
    'v',
    '1,000',
    'rpm',
    'version',
    '1.8.1',
  ]);
});

test('a hyphen after a word is no option', () => {
  expect(tokenize('pre- and post-')).toEqual(['pre', 'and', 'post']);
});

test('ligatures, full-width letters and curly apostrophes are made plain', () => {
  expect(tokenize('ﬁlter ＡＢＣ don’t the user’s')).toEqual(['filter', 'abc', "don't", 'the', 'user']);
});

test('text without spaces is cut into its words', () => {
  expect(tokenize('設定をリセットする')).toContain('リセット');
});

test('other scripts are words as well', () => {
  expect(tokenize('Gerät zurücksetzen – Сброс')).toEqual(['gerät', 'zurücksetzen', 'сброс']);
});

test('text without words has no tokens', () => {
  expect(tokenize('')).toEqual([]);
  expect(tokenize(' \n\t … — ')).toEqual([]);
});
