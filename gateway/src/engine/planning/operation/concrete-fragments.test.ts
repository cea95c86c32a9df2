import { buildSchema, parse, print, stripIgnoredCharacters, validate } from 'graphql';
import { expect, it } from 'vitest';
import { withDefaults } from '../limits.ts';
import { withConcreteFragments } from './concrete-fragments.ts';
import { selectOperation } from './selected-operation.ts';

const schema = buildSchema(`
  type Query { media: Media item: Item }
  interface Media { id: ID related: Media }
  type Book implements Media { id: ID related: Media pages: Int }
  type Film implements Media { id: ID related: Media }
  type Shop { id: ID }
  union Item = Book | Film | Shop
`);

function concrete(text: string, limits = withDefaults()): string {
  const document = withConcreteFragments(selectOperation(parse(text), undefined), schema, limits);
  expect(validate(schema, document)).toEqual([]);
  return stripIgnoredCharacters(print(document));
}

it('names the objects that an abstract fragment stands for', () => {
  expect(concrete('{ media { ... on Item @include(if: true) { __typename } } }')).toBe(
    '{media{...on Book@include(if:true){__typename}...on Film@include(if:true){__typename}}}',
  );
});

it('opens named fragments and leaves out what no object can be', () => {
  expect(
    concrete(
      '{ item { ...F } } fragment F on Media { id ... on Item { ... on Shop { id } ... on Book { pages } } }',
    ),
  ).toBe('{item{...on Book{id ...on Book{...on Book{pages}}}...on Film{id ...on Film{__typename}}}}');
});

it('refuses to write more than is allowed', () => {
  const deep =
    '{ media { ...A } } fragment A on Item { ...B } fragment B on Media { related { ...C } } fragment C on Item { __typename }';
  expect(() => concrete(deep, withDefaults({ selections: 8 }))).toThrow(/too complex/);
});
