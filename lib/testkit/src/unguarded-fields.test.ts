import { anyone } from '@manuel/subgraph';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { unguardedFields } from './unguarded-fields.ts';

const typeDefs = parse(`
  type Query { one: String two: String }
  extend type Query { three: String }
  type Note { id: ID! text: String }
  type Whole { id: ID! }
  input Ignored { id: ID! }
  enum Kind { A B }
`);

test('fields that no rule names are told, by type and name', () => {
  const rules = { Query: { one: anyone }, Whole: anyone };
  expect(unguardedFields(rules, typeDefs)).toEqual(['Query.two', 'Query.three', 'Note.id', 'Note.text']);
});

test('a rule for a whole type, or for its other fields, covers each of them', () => {
  const rules = { Query: { one: anyone, '*': anyone }, Note: anyone, Whole: { id: anyone } };
  expect(unguardedFields(rules, typeDefs)).toEqual([]);
});
