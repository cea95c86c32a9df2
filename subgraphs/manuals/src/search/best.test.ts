import { expect, test } from 'vitest';
import { randomNumbers } from '../../test/random-numbers.ts';
import { Best } from './best.ts';

test('keeps what a stable sort of everything puts first', () => {
  const random = randomNumbers(9);
  for (let round = 0; round < 50; round++) {
    const all = Array.from({ length: random(60) }, (_, place) => ({ place, score: random(10) }));
    const limit = random(12);
    const best = new Best<number>(limit);
    for (const { place, score } of all) best.offer(place, score);
    const sorted = all.toSorted((a, b) => b.score - a.score).map(({ place }) => place);
    expect(best.items).toEqual(sorted.slice(0, limit));
  }
});

test('says before what it would keep: while there is room anything, then only what is better than the worst', () => {
  const best = new Best<string>(2);
  expect(best.takes(-1)).toBe(true);
  best.offer('a', 3);
  best.offer('b', 1);
  expect([0, 1, 2].map((score) => best.takes(score))).toEqual([false, false, true]);
  expect(new Best(0).takes(1)).toBe(false);
});
