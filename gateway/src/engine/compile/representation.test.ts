import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Json } from '../own.ts';
import type { RequiredField, RequiredFragment, RequiredSelection, Rewrite } from '../planning/index.ts';
import { Representations } from '../run/representations.ts';
import { Representation } from './representation.ts';
import { TypeConditions } from './types.ts';

const types = new TypeConditions(
  buildSchema(
    `type Query { a: Item } interface Item { id: ID } type Book implements Item { id: ID } type Toy { id: ID }`,
  ),
);

const field = (name: string, ...selections: RequiredSelection[]): RequiredField => ({
  kind: 'Field',
  name,
  sendAs: undefined,
  selections: selections.length === 0 ? undefined : selections,
});
const on = (typeCondition: string | undefined, ...selections: RequiredSelection[]): RequiredFragment => ({
  kind: 'InlineFragment',
  typeCondition,
  selections,
});

function textOf(requires: readonly RequiredSelection[], entity: Json, rewrites: readonly Rewrite[] = []) {
  const representations = new Representations();
  const place = representations.place(new Representation(requires, rewrites, types), entity);
  return representations.texts[place] ?? null;
}

const key = on('Book', field('__typename'), field('id'));

describe('a representation', () => {
  it('holds the required fields and nothing else', () => {
    expect(textOf([key], { id: '1', __typename: 'Book', more: 2 })).toBe('{"__typename":"Book","id":"1"}');
  });

  it('is not made of an entity that lacks a field or is of another type', () => {
    expect(textOf([key], { __typename: 'Book' })).toBeNull();
    expect(textOf([key], { __typename: 'Toy', id: '1' })).toBeNull();
    expect(textOf([key], { __typename: 7, id: '1' })).toBeNull();
    expect(textOf([key], { id: '1' })).toBeNull();
  });

  it('carries a null that was fetched', () => {
    expect(textOf([on('Item', field('__typename'), field('size'))], { __typename: 'Book', size: null })).toBe(
      '{"__typename":"Book","size":null}',
    );
  });

  it('selects within objects and lists, and lacks what an object within lacks', () => {
    const requires = [
      on('Book', field('__typename'), field('parts', field('sku'), field('size', field('w')))),
    ];
    const part = { sku: 'a', size: { w: 1, h: 2 }, more: 1 };
    expect(textOf(requires, { __typename: 'Book', parts: [[part, null], []] })).toBe(
      '{"__typename":"Book","parts":[[{"sku":"a","size":{"w":1}},null],[]]}',
    );
    expect(textOf(requires, { __typename: 'Book', parts: [part, { sku: 'b', size: {} }] })).toBeNull();
  });

  it('has each key once where fragments ask for it twice, with what either wants of it', () => {
    const requires = [
      on('Item', field('__typename'), field('id'), field('size', field('w'))),
      on('Book', field('__typename'), field('id'), field('size', field('h'))),
    ];
    expect(textOf(requires, { __typename: 'Book', id: '1', size: { w: 1, h: 2 } })).toBe(
      '{"__typename":"Book","id":"1","size":{"w":1,"h":2}}',
    );
  });

  it('sends a value under the name that the subgraph knows', () => {
    const price = { ...field('price__req0'), sendAs: 'price' };
    expect(
      textOf([on('Book', field('__typename'), price)], { __typename: 'Book', price__req0: 2, price: 1 }),
    ).toBe('{"__typename":"Book","price":2}');
  });

  it('is rewritten without a change to the data', () => {
    const entity = { __typename: 'Book', id: '1' };
    const path = [
      { kind: 'type', names: ['Book'] },
      { kind: 'key', name: '__typename' },
    ] as const;
    expect(textOf([key], entity, [{ kind: 'ValueSetter', path, value: 'Item' }])).toBe(
      '{"__typename":"Item","id":"1"}',
    );
    expect(entity.__typename).toBe('Book');
  });

  it('does not take what objects inherit for a field', () => {
    const requires = [on('Book', field('__typename'), field('constructor'), field('toString'))];
    expect(textOf(requires, { __typename: 'Book' })).toBeNull();
  });

  it.each(['"', '\\', '\n', '\u0000', '\u007f', '\u2028', 'ü', '😀', '\ud800', 'a\udc00b', '</script>'])(
    'writes %j as JSON does',
    (id) => {
      const text = textOf([key], { __typename: 'Book', id });
      expect(text).toBe(JSON.stringify({ __typename: 'Book', id }));
    },
  );
});
