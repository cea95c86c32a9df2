import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import type { PathStep } from '../planning/index.ts';
import { flattenPath } from '../planning/plan/paths.ts';
import { EntityPath } from './entity-path.ts';
import { TypeConditions } from './types.ts';

const types = new TypeConditions(
  buildSchema('type Query { a: A } interface A { id: ID } type B implements A { id: ID } type C { id: ID }'),
);

function found(steps: readonly PathStep[], data: unknown): { collected: unknown[]; paths: unknown[] } {
  const path = new EntityPath(steps, types);
  const places = path.places(data);
  // Errors are placed by the order of what was collected.
  expect(places.map(({ entity }) => entity)).toEqual(path.collect(data));
  return { collected: path.collect(data), paths: places.map((one) => one.path.join('.')) };
}

it('enters lists where the path says, and leaves out nulls', () => {
  const data = { users: [{ best: { n: 1 } }, null, { best: null }, {}, { best: { n: 2 } }] };
  const { collected, paths } = found(flattenPath(['users', '@', 'best']), data);
  expect(collected).toEqual([{ n: 1 }, { n: 2 }]);
  expect(paths).toEqual(['users.0.best', 'users.4.best']);
});

it('enters lists of lists to their end', () => {
  const data = { grid: [[{ n: 1 }, null], null, [], [{ n: 2 }]] };
  expect(found(flattenPath(['grid', '@', '@']), data).paths).toEqual(['grid.0.0', 'grid.3.0']);
  expect(found(flattenPath(['grid']), data).paths).toEqual(['grid.0.0', 'grid.3.0']);
});

it('passes only objects of the types that the path names', () => {
  const data = { all: [{ __typename: 'B', n: 1 }, { __typename: 'C', n: 2 }, { n: 3 }, { __typename: 7 }] };
  expect(found(flattenPath(['all', '@|[A]']), data).paths).toEqual(['all.0']);
  expect(found(flattenPath(['all', '@|[B,C]']), data).paths).toEqual(['all.0', 'all.1']);
});

it('finds nothing in data of another shape', () => {
  const steps = flattenPath(['users', '@', 'best']);
  for (const users of [7, 'text', { 0: { best: {} } }, [7, 'text', [{ best: { n: 1 } }]]])
    expect(found(steps, { users }).collected).toEqual([]);
  for (const data of [null, undefined, 7, []]) expect(found(steps, data).collected).toEqual([]);
});

it('reads own keys alone', () => {
  expect(found(flattenPath(['constructor', '__proto__']), {}).collected).toEqual([]);
  const data = JSON.parse('{"__proto__": {"constructor": {"n": 1}}}');
  expect(found(flattenPath(['__proto__', 'constructor']), data).collected).toEqual([{ n: 1 }]);
});
