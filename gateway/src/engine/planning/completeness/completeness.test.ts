import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Planner } from '../planner.ts';
import { plannerOver, planOf } from '../test/composed.ts';

function refusal(planner: Planner, text: string): unknown {
  try {
    planner.plan(parse(text), undefined);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('a field that no fetch of the plan brings', () => {
  const planner = plannerOver({
    a: `type Query { lost: Node found: Node }
      type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! size: Int }`,
    b: 'type Query { other: Node } interface Node @key(fields: "id", resolvable: false) { id: ID! }',
  });

  test('is an error that names it, never a null', () => {
    expect(refusal(planner, '{ other { size } }')).toMatchObject({
      code: 'PLAN_INCOMPLETE',
      httpStatus: 500,
      message: expect.stringContaining('Query.other'),
    });
  });

  test('is found through fragments, aliases and conditions, beside fields that are fetched', () => {
    expect(
      refusal(
        planner,
        `query ($yes: Boolean!) { found { id } ...Q @include(if: $yes) }
        fragment Q on Query { ... on Query { o: other @skip(if: $yes) { id } more: other { size } } }`,
      ),
    ).toMatchObject({ code: 'PLAN_INCOMPLETE' });
  });

  test('is not missed where directives let nothing through', () => {
    expect(refusal(planner, '{ found { id } other @include(if: false) { size } }')).toBeUndefined();
    expect(
      refusal(
        planner,
        'query ($a: Boolean!) { found { id } ... @skip(if: $a) { other @include(if: $a) { size } } }',
      ),
    ).toBeUndefined();
  });
});

describe('a complete plan is not refused', () => {
  test('where a type says more exactly than its interface what a field holds', () => {
    const planner = plannerOver({
      a: `type Query { place: Place } interface Place { near: Place city: String }
        type House implements Place { near: Place city: String }
        type Boat implements Place { near: House city: String }`,
    });
    const text =
      '{ place { ...P ... on House { near { near { __typename } } } } } fragment P on Place { ... on Boat { ...N } } fragment N on Place { near { near { city } } }';
    expect(refusal(planner, text)).toBeUndefined();
  });

  const planner = plannerOver({
    a: `type Query { media: Media @shareable onlyA: Media item: Item either: Either }
      union Media = Book | Song
      type Book @key(fields: "id") { id: ID! title: String @shareable }
      type Song @key(fields: "id") { id: ID! title: String @shareable }
      interface Item @key(fields: "id") { id: ID! }
      type Pen implements Item @key(fields: "id") { id: ID! ink: String }
      type Cup implements Item @key(fields: "id") { id: ID! volume: Int }
      union Either = Left | Right type Left { value: Int } type Right { value: String }`,
    b: `type Query { media: Media @shareable }
      union Media = Book | Film
      type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int }
      type Film @key(fields: "id") { id: ID! title: String @shareable minutes: Int }
      type Item @key(fields: "id") @interfaceObject { id: ID! price: Int parts: [Item] }`,
  });

  test.each([
    ['for types that a value never has in the subgraph', '{ onlyA { ... on Film { title minutes } } }'],
    [
      'for types that not every subgraph knows for a shared value',
      '{ media { __typename ... on Song { title } ... on Film { title } ... on Book { title pages } } }',
    ],
    [
      'over interface objects',
      '{ item { price parts { price ... on Pen { ink } ... on Cup { volume id } } } }',
    ],
    ['with one name for two types', '{ either { ... on Left { value } ... on Right { value } } }'],
    ['with introspection beside it', '{ __schema { types { name } } t: __typename item { __typename } }'],
    [
      'with aliases of key fields',
      '{ item { id: price ... on Pen { price: ink } ... on Cup { price: id } } }',
    ],
    [
      'under conditions and in deferred parts',
      `query ($a: Boolean!) { item { ... on Pen @include(if: $a) { price } ... @defer(if: $a) { price parts { id } } } }`,
    ],
  ])('%s', (_, text) => {
    expect(refusal(planner, text)).toBeUndefined();
  });

  test('when nothing below a field can be asked for, in another subgraph too', () => {
    const text = '{ item { parts { ... on Pen { ... on Item { ... on Cup { volume } } } } } }';
    expect(planOf(planner, text)).toContain('parts{__typename');
  });

  test('when nothing but a type name can come back', () => {
    expect(planOf(planner, '{ onlyA { ... on Film { title } } }')).toBe('a: {onlyA{__typename}}');
  });
});
