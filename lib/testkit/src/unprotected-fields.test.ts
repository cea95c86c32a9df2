import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { unprotectedFields } from './unprotected-fields.ts';

test('a field that says nothing, in a type that says nothing, is told', () => {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@authenticated"])
    type Query { one: Int @authenticated two: Int }
    extend type Query { three: Int }
    type Note { id: ID! text: String }
    type Whole @authenticated { id: ID! }
    extend type Whole { text: String }
  `);
  expect(unprotectedFields(typeDefs)).toEqual(['Query.two', 'Query.three', 'Note.id', 'Note.text']);
});
