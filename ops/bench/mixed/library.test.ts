import { expect, test } from 'vitest';
import { manualOf, questionOf } from './library.ts';

test('no two manuals are alike', () => {
  const manuals = Array.from({ length: 200 }, (_, index) => manualOf(index));
  for (const name of ['title', 'product', 'sha256', 'fileName'] as const)
    expect(new Set(manuals.map((manual) => manual[name])).size).toBe(manuals.length);
});

test('a manual says what its questions are answered with', () => {
  for (let turn = 0; turn < 30; turn += 1)
    expect(manualOf(7).text).toContain(` ${questionOf(7, turn).quoted}.`);
});
