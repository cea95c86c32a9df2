import { parse, print, stripIgnoredCharacters } from 'graphql';
import { expect, it } from 'vitest';
import { withDefaults } from '../limits.ts';
import { withoutLiteralConditions } from './literal-conditions.ts';
import { selectOperation } from './selected-operation.ts';
import { withSingleMutations } from './single-mutations.ts';

function single(text: string, limits = withDefaults()): string {
  const { definition } = withSingleMutations(selectOperation(parse(text), undefined), limits);
  return stripIgnoredCharacters(print(definition.selectionSet));
}

it('runs a mutation that is written twice once, where it stands first', () => {
  expect(single('mutation { add { a } take add { b } }')).toBe('{add{a b}take}');
});

it('keeps the order of mutations in like fragments', () => {
  expect(single('mutation { ... on M { a } b ... on M { c } ...F } fragment F on M { d a }')).toBe(
    '{a b c d}',
  );
});

it('keeps conditions with what stands under them', () => {
  expect(single('mutation($x: Boolean!) { add { a } ... @include(if: $x) { take add { b } } }')).toBe(
    '{add{a ...@include(if:$x){b}}take@include(if:$x)}',
  );
});

it('runs it once in every case when conditions decide which is the first', () => {
  expect(single('mutation($x: Boolean!, $y: Boolean!) { add @include(if: $x) take add @skip(if: $y) }')).toBe(
    '{add@include(if:$x)take ...@skip(if:$x){add@skip(if:$y)}}',
  );
  expect(single('mutation($x: Boolean!) { add @include(if: $x) take add }')).toBe(
    '{add@include(if:$x)take add@skip(if:$x)}',
  );
});

it('refuses more cases than it may make', () => {
  const conditions = ['a', 'b', 'c', 'd'].map(
    (name) => `add @skip(if: $${name}) @include(if: $${name}${name})`,
  );
  const variables = ['a', 'b', 'c', 'd'].flatMap((name) => [
    `$${name}: Boolean!`,
    `$${name}${name}: Boolean!`,
  ]);
  const text = `mutation(${variables.join(', ')}) { ${conditions.join(' ')} }`;
  expect(() => single(text, withDefaults({ selections: 5 }))).toThrow(/too complex/);
});

it('leaves queries as they are', () => {
  expect(single('{ add { a } ... { add { b } } }')).toBe('{add{a}...{add{b}}}');
});

it('decides literal conditions', () => {
  const text =
    '{ a @skip(if: true) { x } b @include(if: true) @skip(if: $v) ... @include(if: false) { c } ...F @skip(if: false) }';
  expect(stripIgnoredCharacters(print(withoutLiteralConditions(parse(text))))).toBe('{b@skip(if:$v)...F}');
});
