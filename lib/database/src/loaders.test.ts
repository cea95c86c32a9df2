import { newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { listLoader, pageLoader, rowLoader } from './loaders.ts';

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

test('pages of children are read once for all parents that are asked for the same page', async () => {
  const reads: unknown[] = [];
  const loader = pageLoader(
    async (parentIds, page: { first: number }) => {
      reads.push([parentIds, page]);
      return parentIds
        .flatMap((of) => [
          { of, n: page.first },
          { of, n: page.first + 1 },
        ])
        .slice(0, 3);
    },
    ({ of }) => of,
  );
  const ask = (parentId: string, first: number) => loader.load({ parentId, page: { first } });
  expect(await Promise.all([ask('x', 1), ask('y', 1), ask('x', 5), ask('z', 1), ask('y', 1)])).toEqual([
    [
      { of: 'x', n: 1 },
      { of: 'x', n: 2 },
    ],
    [{ of: 'y', n: 1 }],
    [
      { of: 'x', n: 5 },
      { of: 'x', n: 6 },
    ],
    [],
    [{ of: 'y', n: 1 }],
  ]);
  expect(reads).toEqual([
    [['x', 'y', 'z'], { first: 1 }],
    [['x'], { first: 5 }],
  ]);
});
