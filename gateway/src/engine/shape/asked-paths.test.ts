import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { shapeSource } from '../compile/program.ts';
import { TypeConditions } from '../compile/types.ts';
import { AskedPaths } from './asked-paths.ts';
import type { Path } from './exact-shape.ts';

const schema = buildSchema(`
  type Query { items: [Item] }
  interface Item { id: ID next: Item twin: Book }
  type Book implements Item { id: ID next: Item twin: Book }
  type Toy implements Item { id: ID next: Item twin: Book }
`);

const query = `query($x: Boolean!) {
  items { id next { id } ... on Book { twin { id } next { number: id } name: id @include(if: $x) } ... on Toy { twin { sold: id } sold: id next { sold: id } } }
}`;
const item = (__typename: string, next?: unknown) => ({ __typename, next });
const data = {
  items: [
    item('Book', item('Toy')),
    item('Toy', item('Book')),
    item('Nothing'),
    null,
    { next: item('Item') },
    { __typename: 'Book', twin: null },
  ],
};

function isForeign(path: Path, x = true): boolean {
  const names = { dataKey: () => '', responseName: (key: string) => key };
  const dataKey = ({ alias, name }: { alias?: { value: string } | undefined; name: { value: string } }) =>
    (alias ?? name).value;
  const source = shapeSource(
    schema,
    new TypeConditions(schema),
    { ...names, dataKey },
    parse(query),
    undefined,
  );
  return new AskedPaths(source, { x }, data).isForeign(path);
}

it('knows what is asked of other types alone', () => {
  expect(isForeign(['items', 0, 'sold'])).toBe(true);
  expect(isForeign(['items', 1, 'sold'])).toBe(false);
  expect(isForeign(['items', 0, 'next', 'sold'])).toBe(true);
  expect(isForeign(['items', 1, 'next', 'number'])).toBe(true);
  expect(isForeign(['items', 0, 'next', 'number', 'more'])).toBe(false);
});

it('knows an object by the interface when nobody says more of it', () => {
  expect(isForeign(['items', 4, 'sold'])).toBe(true);
  expect(isForeign(['items', 4, 'id'])).toBe(false);
  expect(isForeign(['items', 4, 'next', 'sold'])).toBe(true);
});

it('keeps an error that made a null of what is asked', () => {
  expect(isForeign(['items', 0, 'twin', 'sold'])).toBe(true);
  expect(isForeign(['items', 5, 'twin', 'sold'])).toBe(false);
});

it('counts what the variables leave out as not asked', () => {
  expect(isForeign(['items', 0, 'name'], true)).toBe(false);
  expect(isForeign(['items', 0, 'name'], false)).toBe(true);
});

it('keeps errors at keys that plans alone ask for, and where nobody knows the type', () => {
  for (const path of [['items', 0, 'hidden'], ['items', 2, 'sold'], ['items', 3, 'sold'], ['nowhere'], []])
    expect(isForeign(path)).toBe(false);
});
