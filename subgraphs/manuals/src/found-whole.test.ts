import DataLoader from 'dataloader';
import { expect, test } from 'vitest';
import { foundWhole } from './found-whole.ts';

/** Passages of which only these are there. */
const passages = (...there: string[]) =>
  new DataLoader(async (ids: readonly string[]) => ids.map((id) => (there.includes(id) ? { id } : null)));

/** A search that finds other passages each time, the last ones for good. */
function finding(...rounds: string[][]) {
  const search = async () => {
    search.count += 1;
    return (rounds.length > 1 ? rounds.shift() : rounds[0])?.map((passageId) => ({ passageId })) ?? [];
  };
  search.count = 0;
  return search;
}

test('what was found is there', async () => {
  const search = finding(['a', 'b']);
  expect(await foundWhole(search, passages('a', 'b'))).toEqual([{ passageId: 'a' }, { passageId: 'b' }]);
  expect(search.count).toBe(1);
});

test('what was replaced between search and reading is searched again', async () => {
  const search = finding(['old', 'kept'], ['new', 'kept']);
  expect(await foundWhole(search, passages('new', 'kept'))).toEqual([
    { passageId: 'new' },
    { passageId: 'kept' },
  ]);
  expect(search.count).toBe(2);
});

test('what is replaced again and again is left out', async () => {
  const search = finding(['gone', 'kept']);
  expect(await foundWhole(search, passages('kept'))).toEqual([{ passageId: 'kept' }]);
  expect(search.count).toBe(3);
});

test('a passage that cannot be read is told where it is asked for', async () => {
  const broken = new DataLoader<string, unknown>(async (ids) => ids.map(() => new Error('away')));
  expect(await foundWhole(finding(['a']), broken)).toEqual([{ passageId: 'a' }]);
});
