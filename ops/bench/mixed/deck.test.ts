import { expect, test } from 'vitest';
import { DECK } from './deck.ts';

test('of a hundred deeds ten write, and none of these stand together', () => {
  const writes = DECK.flatMap((deed, place) => (['ask', 'add', 'remove'].includes(deed) ? [place] : []));
  expect(DECK).toHaveLength(100);
  expect(writes).toHaveLength(10);
  const asks = DECK.flatMap((deed, place) => (deed === 'ask' ? [place] : []));
  const gaps = asks.slice(1).map((place, index) => place - (asks[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(10);
});
