import { expect, test } from 'vitest';
import { namesIn } from './names.ts';

test.each([
  ['How do I program an ATtiny85?', ['ATtiny85']],
  ['What does E-24 mean on the "X200"?', ['E-24', 'X200']],
  ['does it run on iOS or C++?', ['iOS', 'C++']],
  ['Is there a USB port?', ['USB']],
  ["Where is Bosch's filter?", ['Bosch']],
  ['The Drill is hot. Where is Otto?', ['Drill', 'Otto']],
  ['Do I need it in a V8?', ['V8']],
  ['how hot may it get', []],
  ['What is 24?', []],
  ['', []],
])('in "%s" the names are %j', (question, names) => {
  expect(namesIn(question, true)).toEqual(names);
});

test('where nouns have capital letters, only other signs tell a name', () => {
  expect(namesIn('Wie reinige ich den Filter der WM500 mit USB?', false)).toEqual(['WM500', 'USB']);
});

test('a name that is repeated is one, and of very many not all are taken', () => {
  expect(namesIn('Is E24 the same as E24?', true)).toEqual(['E24']);
  expect(namesIn(Array.from({ length: 500 }, (_, number) => `E${number}`).join(' '), true)).toHaveLength(32);
});
