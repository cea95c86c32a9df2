import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { plannerOver } from '../test/composed.ts';

const SUBGRAPH = `type Query { pet: Pet }
  union Pet = Cat | Dog
  type Cat { home: Home size: Int } type Dog { home: Home! size: Float }
  union Home = House | Boat
  type House { rooms: Int } type Boat { rooms: String }`;

const planner = plannerOver({ a: SUBGRAPH });
const subgraph: GraphQLSchema = buildSchema(SUBGRAPH);

describe('a field on which types disagree is fetched under an alias', () => {
  test.each([
    [
      'below a condition',
      'query ($a: Boolean!) { pet { ... @skip(if: $a) { ... on Cat { size } ... on Dog { size } } } }',
    ],
    [
      'below several conditions, and beside them',
      `query ($a: Boolean!, $b: Boolean!) { pet { ... on Cat { size } ... on Dog { size
        ... @skip(if: $a) { size ... @include(if: $b) { size } } } } }`,
    ],
    [
      'below a field that has one itself',
      `{ pet { ... on Cat { home { __typename } }
        ... on Dog { home { ... on House { rooms } ... on Boat { rooms } } } } }`,
    ],
  ])('%s', (_, text) => {
    const plan = planner.plan(parse(text), undefined);
    if (plan?.kind !== 'Fetch') throw new Error('One subgraph needs one fetch.');
    expect(validate(subgraph, parse(plan.operation)), plan.operation).toEqual([]);
    expect(plan.operation).toContain('__alias_0');
  });
});
