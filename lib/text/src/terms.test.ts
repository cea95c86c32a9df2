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

test('German loses its stop words and keeps its endings', () => {
  expect(terms('Wie wird das Gerät gereinigt?', 'de-CH')).toEqual(['gerät', 'gereinigt']);
});

test('a language without a list keeps every word', () => {
  expect(terms('The filters', 'tlh')).toEqual(['the', 'filters']);
  expect(terms('The filters', 'constructor')).toEqual(['the', 'filters']);
});

test('repeated words are repeated terms, also the second time a text is read', () => {
  expect(terms('filter, filters', 'en')).toEqual(['filter', 'filter']);
  expect(terms('filter, filters', 'en')).toEqual(['filter', 'filter']);
});
