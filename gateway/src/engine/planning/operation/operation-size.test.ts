import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { PlanningLimits } from '../limits.ts';
import { plannerOver } from '../test/composed.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const SUBGRAPHS = Object.fromEntries(
  NAMES.map((name) => [
    name,
    `type Query { ${name}: Node }
    type Node @key(fields: "id") { id: ID! ${name}x: Int ${name}self: Node shared: Node @shareable }`,
  ]),
);

/** Runs an operation against the limits; what counts is that the planner is not even asked. */
function refusal(text: string, limits?: Partial<PlanningLimits>): unknown {
  try {
    plannerOver(SUBGRAPHS, limits).plan(parse(text), undefined);
    return undefined;
  } catch (error) {
    return error;
  }
}

const TOO_COMPLEX = { code: 'OPERATION_TOO_COMPLEX', httpStatus: 400 };
const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('hostile operations', () => {
  test('that reuse nested fragments are counted as they expand, without expanding them', () => {
    const fragments = repeat(
      60,
      (i) => `fragment F${i} on Node { aself { ...F${i + 1} } bself { ...F${i + 1} } }`,
    );
    const text = `{ a { ...F0 } } ${fragments} fragment F60 on Node { ax bx }`;
    expect(refusal(text)).toMatchObject({ ...TOO_COMPLEX, message: expect.stringContaining('selections') });
  });

  test('that spread one large fragment many times are refused', () => {
    const text = `{ ${repeat(300, (i) => `k${i}: a { ...F }`)} } fragment F on Node { ${repeat(100, () => 'ax')} }`;
    expect(refusal(text)).toMatchObject(TOO_COMPLEX);
  });

  test('that nest deeply are refused by their depth', () => {
    const text = (depth: number) =>
      `{ a ${repeat(depth, () => '{ aself')} { ax } ${repeat(depth, () => '}')} }`;
    expect(refusal(text(97))).toBeUndefined();
    expect(refusal(text(99))).toMatchObject({
      ...TOO_COMPLEX,
      message: expect.stringContaining('fields inside'),
    });
    expect(refusal(text(2_000))).toMatchObject(TOO_COMPLEX);
  });

  test('that chain fragments are refused before the chain costs stack', () => {
    const chain = repeat(1_500, (i) => `fragment F${i} on Node { ...F${i + 1} }`);
    expect(refusal(`{ a { ...F0 } } ${chain} fragment F1500 on Node { ax }`)).toMatchObject({
      ...TOO_COMPLEX,
      message: expect.stringContaining('selection sets'),
    });
  });

  test('whose fragments contain themselves are refused', () => {
    const text = '{ a { ...F } } fragment F on Node { aself { ...G } } fragment G on Node { ...F }';
    expect(refusal(text)).toMatchObject({ code: 'OPERATION_INVALID' });
    expect(refusal('{ a { ...F } }')).toMatchObject({ code: 'OPERATION_INVALID' });
  });

  test('that ask for one field under many names are refused, through fragments too', () => {
    expect(refusal(`{ a { ${repeat(501, (i) => `k${i}: ax`)} } }`)).toMatchObject(TOO_COMPLEX);
    const text = `{ ...R } fragment R on Query { ${repeat(6, (i) => `k${i}: a { ax }`)} }`;
    expect(refusal(text, { rootFields: 5 })).toMatchObject({
      ...TOO_COMPLEX,
      message: 'The operation is too complex: at most 5 root fields are allowed.',
    });
    expect(refusal(text, { aliases: 5 })).toMatchObject(TOO_COMPLEX);
  });

  test('that defer many fragments are not taken apart, through fragments too', () => {
    const text = `{ a { ${repeat(26, () => '...F')} } } fragment F on Node { ... @defer { bx } ... @defer { cx } }`;
    expect(refusal(text)).toBeUndefined();
    expect(() => plannerOver(SUBGRAPHS).deferral(parse(text), undefined, {})).toThrow(
      'The operation is too complex: at most 50 deferred fragments are allowed.',
    );
  });

  test('that walk along fields which many subgraphs share are given up by the planner', () => {
    const text = `{ a ${repeat(12, () => '{ shared')} { bx } ${repeat(12, () => '}')} }`;
    expect(refusal(text)).toMatchObject({ ...TOO_COMPLEX, cause: expect.any(Error) });
  });

  test('whose plans are larger than allowed are refused', () => {
    expect(refusal('{ a { bx cx } }', { fetches: 2 })).toMatchObject(TOO_COMPLEX);
    expect(refusal('{ a { bx cx } }', { fetches: 3 })).toBeUndefined();
    expect(refusal('{ a { bx cx } }', { planCharacters: 100 })).toMatchObject(TOO_COMPLEX);
  });

  test('with names of object internals as aliases are planned as any other', () => {
    expect(
      refusal('{ a { __proto__: ax constructor: bx prototype: cx hasOwnProperty: dx } }'),
    ).toBeUndefined();
    expect(
      refusal('query constructor { __proto__: a { ...toString } } fragment toString on Node { bx }'),
    ).toBeUndefined();
  });
});
