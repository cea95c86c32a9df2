import { expect, test } from 'vitest';
import { terms } from './terms.ts';

test('English words are stemmed and stop words are left out', () => {
  expect(terms('How do I change the filters?', 'en')).toEqual(['chang', 'filter']);
});

test('a tag with a region is read as its language', () => {
  expect(terms('the filters', 'en-GB')).toEqual(['filter']);
});

test('codes and numbers are not stemmed', () => {
  expect(terms('ttyS0 3.5 E-24s', 'en')).toEqual(['ttys0', '3.5', 'e', '24s', 'e24s']);
});

test.each([
  ['de-CH', 'Wie werden die Batterien gewechselt?', 'die Batterie'],
  ['fr', 'Comment changer les batteries ?', 'la batterie'],
  ['es', '¿Cómo cambio las baterías?', 'la batería'],
  ['sv', 'Hur byter jag batterier?', 'batteri'],
])('words of %s lose their endings', (language, question, text) => {
  const [noun = ''] = terms(text, language);
  expect(terms(question, language)).toContain(noun);
});

test('a language without a list keeps every word', () => {
  expect(terms('The filters', 'tlh')).toEqual(['the', 'filters']);
  expect(terms('The filters', 'constructor')).toEqual(['the', 'filters']);
});

test('repeated words are repeated terms, also the second time a text is read', () => {
  expect(terms('filter, filters', 'en')).toEqual(['filter', 'filter']);
  expect(terms('filter, filters', 'en')).toEqual(['filter', 'filter']);
});
