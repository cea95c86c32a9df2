import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import type { Json } from '../own.ts';
import { mergerOf, merging } from './merger.ts';
import { TypeConditions } from './types.ts';

const types = new TypeConditions(
  buildSchema('interface Media { id: ID } type Book implements Media { id: ID } type Query { all: [Media] }'),
);

// A subgraph with an interface object knows no other name for a book than that of the interface.
it.each([
  { merge: mergerOf(['id', 'related'], types), name: 'of known keys' },
  { merge: merging(types), name: 'of any keys' },
])('a merger $name keeps the type that says more', ({ merge }) => {
  const book: Json = { __typename: 'Book', related: [{ __typename: 'Book' }, { __typename: 'Media' }] };
  merge(book, {
    __typename: 'Media',
    id: '1',
    related: [
      { __typename: 'Media', id: '2' },
      { __typename: 'Book', id: '3' },
    ],
  });
  expect(book).toEqual({
    __typename: 'Book',
    id: '1',
    related: [
      { __typename: 'Book', id: '2' },
      { __typename: 'Book', id: '3' },
    ],
  });
});
