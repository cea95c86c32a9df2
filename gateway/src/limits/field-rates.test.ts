import { parse } from 'graphql';
import { rateLimitDirective } from 'graphql-rate-limit-directive';
import { expect, test } from 'vitest';
import { Engine } from '../engine/engine.ts';
import { readFieldRates } from './field-rates.ts';
import { composeLimited, IMPORTED } from './test/composed.ts';

const FIELDS =
  'type Query { a: Int @NAME(limit: 3, duration: 10) b: Int @NAME c: Int d: Int @NAME(limit: 0) }';
const RATES = [
  ['Query.a', { limit: 3, duration: 10 }],
  ['Query.b', { limit: 60, duration: 60 }],
  ['Query.d', { limit: 0, duration: 60 }],
];

test.each([
  ['imported', IMPORTED],
  [
    'imported under another name',
    {
      link: '@link(url: "https://manuel.example/rateLimit/v1.2", import: [{ name: "@rateLimit", as: "@slowly" }])',
      name: '@slowly',
    },
  ],
  ['not imported', { link: '@link(url: "https://manuel.example/rateLimit/v1.0")', name: '@rateLimit' }],
  [
    'not imported from a feature under another name',
    { link: '@link(url: "https://manuel.example/rateLimit/v1.0", as: "pace")', name: '@pace' },
  ],
])('fields have the rates of a directive that is %s, and the supergraph is served', (_how, linked) => {
  const sdl = composeLimited(FIELDS.replaceAll('@NAME', linked.name), linked);
  expect([...readFieldRates(sdl)].sort()).toEqual(RATES);
  const { apiSchema } = new Engine(sdl, () => expect.fail('Nothing is fetched.'));
  expect(Object.keys(apiSchema.getQueryType()?.getFields() ?? {})).toEqual(['a', 'b', 'c', 'd']);
});

test('a rate at a type is that of each of its fields that has none of its own, as in graphql-rate-limit-directive', () => {
  const sdl = composeLimited(
    'type Query { a: Thing } type Thing @rateLimit(limit: 5) { x: Int y: Int @rateLimit(limit: 7) }',
  );
  expect([...readFieldRates(sdl)].sort()).toEqual([
    ['Thing.x', { limit: 5, duration: 60 }],
    ['Thing.y', { limit: 7, duration: 60 }],
  ]);
});

test('a directive of the same name that another feature brings is no rate', () => {
  const link = '@link(url: "https://other.example/rateLimit/v1.0", import: ["@rateLimit"])';
  expect(
    readFieldRates(composeLimited('type Query { a: Int @rateLimit }', { link, name: '@rateLimit' })),
  ).toEqual(new Map());
});

test('a supergraph without rates has none', () => {
  expect(readFieldRates('type Query { a: Int @rateLimit(limit: 1) }')).toEqual(new Map());
});

test.each([
  ['limit: -1', '@rateLimit at Query.a needs limit as a whole number of at least 0'],
  ['duration: 0', '@rateLimit at Query.a needs duration as a whole number of at least 1'],
  ['limit: -1, duration: -1', 'limit as a whole number of at least 0; @rateLimit at Query.a needs duration'],
])('a supergraph with @rateLimit(%s) is refused with the coordinate', (values, reason) => {
  const sdl = composeLimited(`type Query { a: Int @rateLimit(${values}) }`);
  expect(() => readFieldRates(sdl)).toThrow(reason);
});

test.each(['limit: 1.5', 'limit: "1"', 'limit: null'])(
  'a supergraph in which somebody wrote @rateLimit(%s) by hand is refused',
  (values) => {
    const sdl = composeLimited('type Query { a: Int @rateLimit(limit: 11) }').replace('limit: 11', values);
    expect(() => readFieldRates(sdl)).toThrow('@rateLimit at Query.a needs limit as a whole number');
  },
);

test('a supergraph with a variable for a rate is refused', () => {
  const sdl = composeLimited('type Query { a: Int @rateLimit(limit: 11) }').replace('limit: 11', 'limit: $n');
  expect(() => readFieldRates(sdl)).toThrow(/variable "\$n"/);
});

test('a supergraph that links a later version is refused', () => {
  const link = '@link(url: "https://manuel.example/rateLimit/v2.0", import: ["@rateLimit"])';
  const sdl = composeLimited('type Query { a: Int @rateLimit }', { link, name: '@rateLimit' });
  expect(() => readFieldRates(sdl)).toThrow(
    'https://manuel.example/rateLimit is known here as v1.0, not as v2.0',
  );
});

test('what the tests define is what graphql-rate-limit-directive defines', () => {
  const [theirs] = parse(rateLimitDirective().rateLimitDirectiveTypeDefs, { noLocation: true }).definitions;
  const ours = parse(composeLimited('type Query { a: Int @rateLimit }'), {
    noLocation: true,
  }).definitions.find((node) => node.kind === 'DirectiveDefinition' && node.name.value === 'rateLimit');
  expect(withoutWords(ours)).toEqual(withoutWords(theirs));
});

/** Without descriptions, which supergraphs leave out. */
function withoutWords(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === 'description' ? undefined : part)));
}
