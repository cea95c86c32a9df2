import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';

test('a wrapped line does not end a sentence and keeps its line break', () => {
  const text = 'Hold the button until the lamp of the device goes\nout. Then let it go.';
  expect(sentences(text)).toEqual([
    'Hold the button until the lamp of the device goes\nout.',
    'Then let it go.',
  ]);
});

test('abbreviations and list numbers do not end a sentence', () => {
  expect(sentences('Use a cloth, e.g. Cotton. Wait approx. 5 s. See Fig. 3 for more.')).toEqual([
    'Use a cloth, e.g. Cotton.',
    'Wait approx. 5 s.',
    'See Fig. 3 for more.',
  ]);
});

test('steps and bullets are sentences of their own', () => {
  expect(sentences('Do this:\n1. Open the lid.\n2. Close it\n• Wait\n- Press OK')).toEqual([
    'Do this:',
    '1. Open the lid.',
    '2. Close it',
    '• Wait',
    '- Press OK',
  ]);
});

test('rows of a table stay apart', () => {
  const text =
    'The following table lists the port that every system uses.\nLinux /dev/ttyS0\nSolaris /dev/term/a';
  expect(sentences(text)).toEqual([
    'The following table lists the port that every system uses.',
    'Linux /dev/ttyS0',
    'Solaris /dev/term/a',
  ]);
});

test('every sentence is an exact piece of the text, in order', () => {
  const text = '  Title\n\nOne sentence. Another one!\n\nA last line without an end ';
  let from = 0;
  for (const sentence of sentences(text)) {
    const found = text.indexOf(sentence, from);
    expect(found).toBeGreaterThanOrEqual(from);
    from = found + sentence.length;
  }
  expect(sentences(text)).toHaveLength(4);
});

test('an empty text has no sentences', () => {
  expect(sentences('')).toEqual([]);
  expect(sentences(' \n ')).toEqual([]);
});
