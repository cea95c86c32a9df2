import { expect, test } from 'vitest';
import { namedManuals } from './named-manuals.ts';

const drill = { id: 'drill', language: 'en', title: 'Operating instructions', product: 'Drill GSR-12' };
const saw = { id: 'saw', language: 'en', title: 'Operating instructions', product: 'Saw PST-7' };
const large = { id: 'large', language: 'en', title: 'Operating instructions', product: 'Drill GSB-20' };
const manuals = [drill, saw, large, { id: 'lamp', language: 'de', title: 'Lampen', product: null }];

test.each([
  ['How do I change the bit of the drill?', ['drill', 'large']],
  ['Which bits fit the drill GSR 12?', ['drill']],
  ['Wie schwer ist die Lampe?', ['lamp']],
  ['Where are the operating instructions kept?', []],
  ['How do I change the bit?', []],
])('"%s" names %j', (question, named) => {
  expect([...namedManuals(question, manuals)]).toEqual(named);
});

test('one manual alone is named by nothing', () => {
  expect(namedManuals('the drill', [drill]).size).toBe(0);
});
