import { type FieldNode, Kind, parse, print, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { plannerOver, planOf } from '../test/composed.ts';
import { DataKeys } from './data-keys.ts';

describe('keys of the data', () => {
  const keys = new DataKeys(new Set(['id', 'name']), new Set(['age']), ['id', 'name', 'mail', 'age']);
  const keyOf = (text: string) => keys.keyOf(fieldOf(text));

  test('are the response names where no plan reads that name', () => {
    expect(keyOf('id')).toBe('id');
    expect(keyOf('id: id')).toBe('id');
    expect(keyOf('mail: name')).toBe('mail');
    expect(keyOf('constructor: name')).toBe('constructor');
  });

  test('differ where an alias would hide what plans read', () => {
    expect(keyOf('id: name')).toBe('id__as');
    expect(keyOf('__typename: name')).toBe('__typename__as');
    expect(keyOf('__proto__: name')).toBe('__proto____as');
    expect(keyOf('mail__alias_0: name')).toBe('mail__alias_0__as');
  });

  test('tell calls of fields of interface objects apart', () => {
    expect(keyOf('age')).toBe('age');
    const keysOfCalls = ['age(in: 1)', 'age(in: 2)', 'age: name', 'x: age', 'x: age(in: 1)'].map(keyOf);
    expect(new Set(keysOfCalls).size).toBe(5);
    expect(keysOfCalls.map((key) => keys.responseNameOf(key))).toEqual(['age', 'age', 'age', 'x', 'x']);
    expect(keyOf('age(in: 1, of: 2)')).toBe(keyOf('age(of: 2, in: 1)'));
  });

  test('lead back to the response name, whatever a client calls its fields', () => {
    for (const name of ['id', 'mail', 'id__as', 'id__as__as', 'id__as0f', '__typename', 'x__alias_3'])
      expect(keys.responseNameOf(keyOf(`${name}: secret`))).toBe(name);
  });

  test('use a suffix that no field of the schema ends with', () => {
    const others = new DataKeys(new Set(['id']), new Set(), ['id', 'known__as']);
    expect(others.keyOf(fieldOf('id: known__as'))).toBe('id__as_');
    expect(others.responseNameOf('known__as')).toBe('known__as');
  });

  test('turn a document', () => {
    const document = parse('{ user { ...F id: mail } } fragment F on User { name: id id }', {
      noLocation: true,
    });
    const data = keys.toData(document);
    expect(print(data)).toContain('id__as: mail');
    expect(print(data)).toContain('name__as: id');
  });
});

test('an alias that is the name of a key field does not end up in representations', () => {
  const planner = plannerOver({
    a: 'type Query { users: [User] } type User @key(fields: "id") { id: ID! name: ID! }',
    b: 'type User @key(fields: "id") { id: ID! score: Int }',
  });
  expect(planOf(planner, '{ users { id: name __typename: name __proto__: name score } }')).toBe(
    [
      'Sequence',
      '  a: {users{__typename id id__as:name __typename__as:name __proto____as:name}}',
      '  at users.@',
      '    b: {User{__typename id}} => {...on User{score}}',
    ].join('\n'),
  );
  expect(planner.dataKey(fieldOf('id: name'))).toBe('id__as');
  expect(planner.responseName('id__as')).toBe('id');
});

function fieldOf(text: string): FieldNode {
  let found: FieldNode | undefined;
  visit(parse(`{${text}}`), {
    Field: (field) => {
      found = field;
    },
  });
  return found ?? { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '' } };
}
