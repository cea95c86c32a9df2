import { newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { listLoader, rowLoader } from './loaders.ts';

const [a, b, c] = [newId(), newId(), newId()];

test('rows that are asked for together are read together, each for its id and null where there is none', async () => {
  const reads: (readonly string[])[] = [];
  const loader = rowLoader(
    async (ids) => {
      reads.push(ids);
      return [{ id: c }, { id: a }];
    },
    ({ id }) => id,
  );
  expect(await Promise.all([a, b, c, a].map((id) => loader.load(id)))).toEqual([
    { id: a },
    null,
    { id: c },
    { id: a },
  ]);
  expect(reads).toEqual([[a, b, c]]);
});

test('a text that is no id is nothing, and leaves the others', async () => {
  const loader = rowLoader(
    async (ids) => ids.map((id) => ({ id })),
    ({ id }) => id,
  );
  expect(await loader.loadMany(['not-an-id', a])).toEqual([null, { id: a }]);
});

test('lists keep the order in which their rows were read, and are empty where there are none', async () => {
  const rows = [
    { of: 'x', n: 2 },
    { of: 'y', n: 1 },
    { of: 'x', n: 1 },
    { of: null, n: 0 },
  ];
  const loader = listLoader(
    async () => rows,
    ({ of }) => of,
  );
  expect(await loader.loadMany(['y', 'x', 'z'])).toEqual([[rows[1]], [rows[0], rows[2]], []]);
});
