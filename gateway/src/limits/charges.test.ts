import { getOperationAST, parse, validate } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { Engine } from '../engine/engine.ts';
import { Charges } from './charges.ts';
import { composeLimited } from './test/composed.ts';

const SDL = `
  type Query { node(id: Int): Node named: Named thing(id: Int): Thing things: [Thing!]! any: Any free: Int costly: Int @rateLimit }
  type Mutation { ask(text: String): Thing @rateLimit }
  interface Node { id: ID! title: String }
  interface Named { name: String @rateLimit }
  type Thing implements Node & Named @key(fields: "id") {
    id: ID! title: String name: String passages: [String!] @rateLimit other: Thing rare: Int @rateLimit
  }
  type Note implements Node { id: ID! title: String @rateLimit }
  union Any = Thing | Note`;

let charges: Charges;
let engine: Engine;
beforeAll(() => {
  const sdl = composeLimited(SDL);
  engine = new Engine(sdl, () => expect.fail('Nothing is fetched.'));
  charges = new Charges(sdl, engine.apiSchema);
});

/** What an operation is charged with, as `{ coordinate: times }`. */
function charged(text: string, variables?: Record<string, unknown>, name?: string): Record<string, number> {
  const document = parse(text);
  expect(validate(engine.apiSchema, document)).toEqual([]);
  const operation = getOperationAST(document, name) ?? expect.fail('There is no such operation.');
  const of = () => charges.of({ document, operation, variables });
  const once = Object.fromEntries(of().map(({ coordinate, times }) => [coordinate, times]));
  expect(Object.fromEntries(of().map(({ coordinate, times }) => [coordinate, times]))).toEqual(once);
  return once;
}

test.each<[string, string, Record<string, number>]>([
  ['nothing', '{ free __typename __schema { types { name } } }', {}],
  ['a field', '{ costly }', { 'Query.costly': 1 }],
  [
    'a field once, however often it is written',
    '{ costly costly ...F } fragment F on Query { costly }',
    { 'Query.costly': 1 },
  ],
  ['each alias', 'mutation { a1: ask { id } a2: ask { id } a3: ask { id } }', { 'Mutation.ask': 3 }],
  ['an alias that hides the name', '{ free: costly }', { 'Query.costly': 1 }],
  ['no field that only bears the name', '{ costly: free }', {}],
  [
    'each place at which a fragment is spread',
    `{ a: thing(id: 1) { ...F } b: thing(id: 2) { ...F } } fragment F on Thing { passages x: passages }`,
    { 'Thing.passages': 4 },
  ],
  ['a list once', '{ things { passages } }', { 'Thing.passages': 1 }],
  ['each level', '{ thing { rare other { rare other { rare } } } }', { 'Thing.rare': 3 }],
  [
    'one place, where fragments meet',
    '{ thing { ... { other { rare } } ... on Thing { other { rare } } } }',
    { 'Thing.rare': 1 },
  ],
  ['each type that may stand behind an interface', '{ node { title } }', { 'Note.title': 1 }],
  ['no type that cannot stand there', '{ node { ... on Thing { ... on Node { title } } } }', {}],
  ['the rate of the interface', '{ named { name } }', { 'Named.name': 1 }],
  ['the rate of the interface on its type', '{ thing { name } }', { 'Named.name': 1 }],
  [
    'the types of a union',
    '{ any { ... on Node { title } ... on Thing { rare } } }',
    { 'Note.title': 1, 'Thing.rare': 1 },
  ],
  ['what is deferred', '{ thing { ... @defer { rare } } }', { 'Thing.rare': 1 }],
  ['nothing that is left out for good', '{ costly @skip(if: true) thing @include(if: false) { rare } }', {}],
])('counted: %s', (_what, text, expected) => {
  expect(charged(text)).toEqual(expected);
});

test('of a document with several operations, the one that is asked is charged', () => {
  const text = 'query A { costly } query B { free }';
  expect(charged(text, {}, 'A')).toEqual({ 'Query.costly': 1 });
  expect(charged(text, {}, 'B')).toEqual({});
});

const CONDITIONAL = `query ($with: Boolean! = true, $without: Boolean!) {
  costly @include(if: $with) thing { rare @skip(if: $without) ...F @include(if: $with) @skip(if: $without) } }
  fragment F on Thing { passages }`;

test.each<[Record<string, unknown>, Record<string, number>]>([
  [{ without: false }, { 'Query.costly': 1, 'Thing.rare': 1, 'Thing.passages': 1 }],
  [{ without: true }, { 'Query.costly': 1 }],
  [{ with: false, without: false }, { 'Thing.rare': 1 }],
  [{ with: false, without: true }, {}],
  // No Booleans: refused when they are run, and counted in full until then.
  [
    { with: 'no', without: null },
    { 'Query.costly': 1, 'Thing.rare': 1, 'Thing.passages': 1 },
  ],
  [{}, { 'Query.costly': 1, 'Thing.rare': 1, 'Thing.passages': 1 }],
])('@skip and @include with %j decide what is charged', (variables, expected) => {
  expect(charged(CONDITIONAL, variables)).toEqual(expected);
});

test('an operation that would be too large to plan is refused before it is walked', () => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `fragment F${n} on Thing { a: other { ...F${n + 1} } b: other { ...F${n + 1} } }`,
  );
  const text = `{ thing { ...F0 } } ${levels.join(' ')} fragment F30 on Thing { rare }`;
  expect(() => charged(text)).toThrow(/too complex: at most 20000 selections/);
});
