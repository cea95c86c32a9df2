import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { copyOf } from '../own.ts';
import { fragmentPath } from '../planning/plan/paths.ts';
import { applyRewrites } from './rewrites.ts';
import { TypeConditions } from './types.ts';

const types = new TypeConditions(
  buildSchema('type Query { a: Int } type Cat { a: Int } type Dog { a: Int }'),
);

function renamed(value: unknown, path: string[], renameKeyTo: string): unknown {
  const copy = copyOf(value);
  applyRewrites([{ kind: 'KeyRenamer', path: fragmentPath(path), renameKeyTo }], copy, types);
  return copy;
}

it('renames a key in objects of one type, in lists as well, whatever its value', () => {
  const pets = [
    { __typename: 'Cat', x: null },
    { __typename: 'Dog', x: 1 },
    [{ __typename: 'Cat', x: false }],
    null,
  ];
  expect(renamed({ pets }, ['pets', '... on Cat', 'x'], 'y')).toEqual({
    pets: [
      { __typename: 'Cat', y: null },
      { __typename: 'Dog', x: 1 },
      [{ __typename: 'Cat', y: false }],
      null,
    ],
  });
});

it('puts together what two keys hold that become one', () => {
  const pet = { owner: { id: '1', home: { a: 1 } }, owner__alias_0: { name: 'n', home: { b: 2 } } };
  expect(renamed({ pet }, ['pet', 'owner__alias_0'], 'owner')).toEqual({
    pet: { owner: { id: '1', name: 'n', home: { a: 1, b: 2 } } },
  });
});

it('leaves objects without the key as they are', () => {
  expect(renamed({ pet: {} }, ['pet', 'toString'], 'y')).toEqual({ pet: {} });
});

it('sets a value in every object on the path', () => {
  const data = { pets: [{ __typename: 'Cat' }, { __typename: 'Dog' }] };
  applyRewrites(
    [{ kind: 'ValueSetter', path: fragmentPath(['pets', '... on Dog', '__typename']), value: 'Pet' }],
    data,
    types,
  );
  expect(data.pets).toEqual([{ __typename: 'Cat' }, { __typename: 'Pet' }]);
});
