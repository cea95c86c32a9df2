import { NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { guard } from './guard.ts';

const nobody = {
  ...{ requestId: 'r1', address: '127.0.0.1', signal: new AbortController().signal },
  ...{ caller: null, credential: { kind: 'none' as const } },
};
const somebody = { ...nobody, caller: testCaller() };

function operation(text: string): OperationDefinitionNode {
  return getOperationAST(parse(text)) ?? expect.fail('The test has no operation.');
}

test('somebody may ask anything, and signs nothing yet', () => {
  const admitted = guard(somebody, operation('mutation { removeManual(id: 1) { id } }'));
  expect(admitted).toEqual({ ...somebody, origins: new Map() });
});

test.each(['{ __typename }', 'query { a: __typename b: __typename }', 'mutation { __typename }'])(
  'nobody may ask %s',
  (text) => {
    expect(guard(nobody, operation(text)).caller).toBeNull();
  },
);

test.each([
  '{ me { id } }',
  '{ __typename me { id } }',
  '{ __typename: me { id } }',
  '{ __schema { types { name } } }',
  '{ ...F } fragment F on Query { me { id } }',
  '{ ... on Query { me { id } } }',
])('nobody may not ask %s', (text) => {
  expect(() => guard(nobody, operation(text))).toThrow(NotAuthenticated);
});
