import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { deferralOf } from '../planning/operation/deferral.ts';
import { selectOperation } from '../planning/operation/selected-operation.ts';
import { flattenPath } from '../planning/plan/paths.ts';
import { haveTypes, stepsInParts } from './part-steps.ts';
import { shapeSource } from './program.ts';
import type { Step } from './step.ts';
import { TypeConditions } from './types.ts';

const schema = buildSchema(`
  type Query { a: A pet: Pet }
  type A { id: ID x: Int y: Int z: Int b: A }
  interface Pet { id: ID age: Int } type Cat implements Pet { id: ID age: Int lives: Int }
`);

function step(index: number, query: string, path: string, after: number[], part: number | null = null): Step {
  const isRoot = path === '';
  const requires = [{ kind: 'InlineFragment' as const, typeCondition: 'Pet', selections: [] }];
  return {
    ...{ index, part, subgraph: 's', kind: 'query', variables: [], inputRewrites: [], outputRewrites: [] },
    query: isRoot ? query : `query($r: [_Any!]!) { _entities(representations: $r) ${query} }`,
    path: isRoot ? [] : flattenPath(path.split('.')),
    requires: isRoot ? null : path === 'pet' ? requires : [],
    ...{ contextRewrites: [], conditions: [], dependencies: after, height: 1 },
    dependents: [],
  };
}

function linked(...steps: Step[]): Step[] {
  return steps.map((one) => ({
    ...one,
    dependents: steps
      .filter(({ dependencies }) => dependencies.includes(one.index))
      .map(({ index }) => index),
  }));
}

function prepared(text: string) {
  const { document, first, parts } = deferralOf(selectOperation(parse(text), undefined), {});
  const names = {
    dataKey: ({ alias, name }: { alias?: { value: string }; name: { value: string } }) =>
      (alias ?? name).value,
    responseName: (key: string) => key,
  };
  const source = shapeSource(schema, new TypeConditions(schema), names, document, undefined);
  return { parts, first: { ...source, operation: first } };
}

function partsOf(text: string, ...steps: Step[]) {
  const { parts, first } = prepared(text);
  return stepsInParts(linked(...steps), parts, first).map(({ part }) => part);
}

const root = step(0, '{ a { __typename id } }', '', []);
const x = step(1, '{ ... on A { x } }', 'a', [0]);
const y = step(2, '{ ... on A { y } }', 'a', [1]);

it('gives a step to the part that asks for what it brings', () => {
  expect(partsOf('{ a { x ... @defer { y } } }', root, x, y)).toEqual([null, null, 0]);
});

it('gives a step to the part around all that ask for something of it', () => {
  expect(partsOf('{ a { ... @defer { y ... @defer { x } } ... @defer { z } } }', root, x, y)).toEqual([
    ...[null, 0, 0],
  ]);
  expect(partsOf('{ a { ... @defer { x } ... @defer { x } } }', root, x)).toEqual([null, null]);
});

it('gives a step to what needs it alone, and what nobody asks for to the first part', () => {
  expect(partsOf('{ a { ... @defer { y } } }', root, x, y)).toEqual([null, 0, 0]);
  expect(partsOf('{ a { ... @defer { y } } }', root, x)).toEqual([null, null]);
});

it('counts the ways of steps within their parts alone', () => {
  const { parts, first } = prepared('{ a { x ... @defer { y } } }');
  expect(stepsInParts(linked(root, x, y), parts, first).map(({ height }) => height)).toEqual([2, 1, 1]);
});

it('knows whether a part has the types that it asks for', () => {
  const pet = step(0, '{ pet { __typename id } }', '', []);
  const type = (part: number | null) =>
    step(1, '{ ... on Pet { __typename ... on Cat { lives } } }', 'pet', [0], part);
  const has = (text: string, part: number | null) => {
    const { parts, first } = prepared(text);
    return haveTypes(linked(pet, type(part)), parts, first);
  };
  const inside = '{ pet { age ... @defer { ... on Cat { lives } } } }';
  expect(has(inside, 0)).toBe(true);
  expect(has('{ pet { age ... on Cat @defer { lives } } }', 0)).toBe(false);
  expect(has('{ pet { __typename ... @defer { age } } }', 0)).toBe(false);
  expect(has('{ pet { __typename ... @defer { age } } }', null)).toBe(true);
});
