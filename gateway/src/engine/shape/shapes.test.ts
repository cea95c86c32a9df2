import { buildSchema, type FieldNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { shapeSource } from '../compile/program.ts';
import { TypeConditions } from '../compile/types.ts';
import type { Json } from '../own.ts';
import { ExactShape } from './exact-shape.ts';
import { FastShapeCompiler } from './fast-shape.ts';

const schema = buildSchema(`
  type Query { int: Int float: Float text: String yes: Boolean id: ID kind: Kind any: Any needed: Int!
    ints: [Int!] grid: [[Int]!] item: Item items: [Item!] book: Book length: Int }
  enum Kind { ONE TWO }
  scalar Any
  interface Item { id: ID! name: String }
  type Book implements Item { id: ID! name: String pages: Int! length: Int }
  type Toy implements Item { id: ID! name: String }
`);

/** The answer of both shapes: where the fast one gives any, it is the exact one's, without an error. */
function shaped(query: string, data: Json, variables: Json = {}) {
  const names = {
    dataKey: ({ alias, name }: FieldNode) => (alias ?? name).value,
    responseName: String,
  };
  const source = shapeSource(schema, new TypeConditions(schema), names, parse(query), undefined);
  const exact = new ExactShape(source, variables, new Set());
  const answer = exact.shape(data);
  const fast = new FastShapeCompiler(source).compile();
  const quick = fast?.(data, variables);
  if (quick !== undefined) {
    expect(JSON.stringify(quick)).toBe(JSON.stringify(answer));
    expect(exact.errors).toEqual([]);
  } else if (fast !== null) expect(exact.errors.length).toBeGreaterThan(0);
  return { answer, isFast: quick !== undefined, paths: exact.errors.map(({ path }) => path?.join('.')) };
}

describe('a leaf', () => {
  const wrong: [string, unknown[]][] = [
    ['int', [1.5, 2 ** 31, -(2 ** 31) - 1, '1', true, {}, [], Number.MAX_SAFE_INTEGER]],
    ['float', ['1', true, {}, []]],
    ['text', [1, true, {}, []]],
    ['yes', [1, 'true', {}, []]],
    ['id', [1.5, true, {}, []]],
    ['kind', ['THREE', 'constructor', '__proto__', 1, {}, []]],
    ['ints', ['1', {}, 7, [1, null], [1, '2'], [[1]]]],
    ['grid', [[null], [1], [['1']]]],
    ['book', ['text', 7, true, [], [{ id: '1' }]]],
    ['item', ['text', {}, { __typename: 'Query' }, { __typename: 'constructor' }, [{ __typename: 'Toy' }]]],
  ];
  it.each(wrong)('%s refuses what is none', (name, values) => {
    const set = name === 'book' || name === 'item' ? '{ id length: name }' : '';
    for (const value of values) expect(shaped(`{ ${name} ${set} }`, { [name]: value }).isFast).toBe(false);
  });

  const right: [string, unknown[]][] = [
    ['int', [0, -0, 1, 2 ** 31 - 1, -(2 ** 31), null, undefined]],
    ['float', [0, 1.5, -1e300, null]],
    ['text', ['', 'text', null]],
    ['yes', [true, false, null]],
    ['id', ['', 'x', 7, -1, null]],
    ['kind', ['ONE', null]],
    ['any', [0, 'text', { a: [1] }, [[]], false, null]],
    ['ints', [[], [1, 2], null]],
    ['grid', [[], [[]], [[1, null]], null]],
  ];
  it.each(right)('%s takes what is one', (name, values) => {
    for (const value of values)
      expect(shaped(`{ ${name} }`, { [name]: value })).toMatchObject({ isFast: true });
  });

  it('of type ID becomes a text', () => {
    expect(shaped('{ id }', { id: 7 }).answer).toEqual({ id: '7' });
  });
});

describe('a null that must not be', () => {
  it('makes what is around it null, up to what may be', () => {
    const { answer, paths } = shaped('{ int book { id pages } }', { int: 1, book: { id: '1', pages: null } });
    expect(answer).toEqual({ int: 1, book: null });
    expect(paths).toEqual(['book.pages']);
  });

  it('makes the list null whose items must not be', () => {
    const items = [{ __typename: 'Toy', id: '1' }, { __typename: 'Toy' }];
    const { answer, paths } = shaped('{ items { id } }', { items });
    expect(answer).toEqual({ items: null });
    expect(paths).toEqual(['items.1.id']);
  });

  it('makes all of the data null at the root', () => {
    expect(shaped('{ int needed }', { int: 1 })).toMatchObject({ answer: null, paths: ['needed'] });
  });
});

describe('a selection', () => {
  const book = { __typename: 'Book', id: '1', name: 'n', pages: 3 };

  it('is that of the type an object has', () => {
    const query = '{ item { ... on Book { pages } ... on Toy { name } __typename ... on Item { id } } }';
    expect(shaped(query, { item: book }).answer).toEqual({ item: { pages: 3, __typename: 'Book', id: '1' } });
    expect(shaped(query, { item: { ...book, __typename: 'Toy' } }).answer).toEqual({
      item: { name: 'n', __typename: 'Toy', id: '1' },
    });
  });

  it.each([
    'query($a: Boolean!, $b: Boolean!) { int @include(if: $a) text @skip(if: $a) int @include(if: $b) }',
    'query($a: Boolean!, $b: Boolean!) { int @include(if: $a) text int }',
    'query($a: Boolean!, $b: Boolean!) { book @include(if: $a) { id } book @include(if: $b) { name } }',
    'query($a: Boolean!, $b: Boolean!) { ...F @include(if: $a) ...F @skip(if: $b) } fragment F on Query { int }',
    'query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { __typename ... @skip(if: $b) { book { id } } } }',
    'query($a: Boolean!, $b: Boolean!) { int @skip(if: $a) @include(if: $b) text @skip(if: true) yes @include(if: true) }',
  ])('depends on variables in both shapes alike: %s', (query) => {
    const data = { int: 1, text: 't', yes: true, book };
    for (const a of [true, false]) for (const b of [true, false]) shaped(query, data, { a, b });
  });

  it('gives hostile names to what the client asked for and to nothing else', () => {
    const data: Json = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}');
    const query = '{ __proto__: int constructor: int toString: int }';
    expect(JSON.stringify(shaped(query, data).answer)).toBe('{"__proto__":1,"constructor":2,"toString":3}');
    expect(JSON.stringify(shaped(query, {}).answer)).toBe(
      '{"__proto__":null,"constructor":null,"toString":null}',
    );
    const conditional = 'query($a: Boolean!) { __proto__: int @include(if: $a) constructor: int }';
    expect(JSON.stringify(shaped(conditional, data, { a: true }).answer)).toBe(
      '{"__proto__":1,"constructor":2}',
    );
  });
});
