import { buildSchema, getVariableValues, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { inputErrors } from './input-errors.ts';

const schema = buildSchema(`
  scalar Instant
  enum Role { READER ADMIN }
  input Account { name: String!, age: Int, role: Role, tags: [Int!], friend: Account, since: Instant }
  type Query { find(account: Account, ids: [ID!], first: Int!): Int }
`);

/** What is told of variables that are not taken. */
function told(query: string, variables: Record<string, unknown>, maxErrors = 50): string[] {
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return expect.fail('It has no operation.');
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
    maxErrors,
  });
  const made = inputErrors({ schema, operation, variables }, errors);
  for (const { extensions } of made) expect(extensions).toEqual({ code: 'BAD_USER_INPUT' });
  return made.map(({ message }) => message);
}

const OF_ACCOUNT = 'query ($account: Account, $first: Int!) { find(account: $account, first: $first) }';

test.each<[string, Record<string, unknown>, string[]]>([
  ['a scalar', { first: 'hush' }, ['Variable "$first" is not what it should be: expected Int.']],
  [
    'an enum',
    { first: 1, account: { name: 'x', role: 'hush' } },
    ['Variable "$account" is not what it should be at "account.role": expected one of READER, ADMIN.'],
  ],
  [
    'an object',
    { first: 1, account: 'hush' },
    ['Variable "$account" is not what it should be: Expected type "Account" to be an object.'],
  ],
  [
    'an item of a list',
    { first: 1, account: { name: 'x', tags: [1, 'hush'] } },
    ['Variable "$account" is not what it should be at "account.tags.1": expected Int.'],
  ],
  [
    'an item in the place of its list',
    { first: 1, account: { name: 'x', tags: 'hush' } },
    ['Variable "$account" is not what it should be at "account.tags": expected Int.'],
  ],
  [
    'something deep inside',
    { first: 1, account: { name: 'x', friend: { name: { hush: 'hush' }, age: 1 } } },
    ['Variable "$account" is not what it should be at "account.friend.name": expected String.'],
  ],
  [
    'an object without a field',
    { first: 1, account: { age: 1 } },
    [
      'Variable "$account" is not what it should be: Field "name" of required type "String!" was not provided.',
    ],
  ],
  [
    'an object with an unknown field',
    { first: 1, account: { name: 'x', nam: 'hush' } },
    [
      'Variable "$account" is not what it should be: Field "nam" is not defined by type "Account". Did you mean "name"?',
    ],
  ],
  ['nothing', {}, ['Variable "$first" of required type "Int!" was not provided.']],
  ['null', { first: null }, ['Variable "$first" of non-null type "Int!" must not be null.']],
  [
    'several',
    { first: 'hush', account: { name: 3 } },
    [
      'Variable "$account" is not what it should be at "account.name": expected String.',
      'Variable "$first" is not what it should be: expected Int.',
    ],
  ],
])('%s is told without its value', (_what, variables, messages) => {
  expect(told(OF_ACCOUNT, variables)).toEqual(messages);
});

test('of very many, few are told', () => {
  const ids = Array.from({ length: 10_000 }, () => ({ hush: 1 }));
  const messages = told(
    'query ($ids: [ID!], $first: Int!) { find(ids: $ids, first: $first) }',
    { ids, first: 1 },
    3,
  );
  expect(messages).toEqual([
    'Too many errors processing variables, error limit reached. Execution aborted.',
    ...[0, 1, 2].map((at) => `Variable "$ids" is not what it should be at "ids.${at}": expected ID.`),
  ]);
});
