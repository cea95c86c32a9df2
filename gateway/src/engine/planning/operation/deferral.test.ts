import { parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { deferralOf, deferVariables, withoutDefer, withParts } from './deferral.ts';
import { selectOperation } from './selected-operation.ts';

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

function divided(text: string, variables: Record<string, unknown> = {}) {
  const { document, first, parts } = deferralOf(selectOperation(parse(text), undefined), variables);
  return {
    document: flat(print(document)),
    first: flat(print(first)),
    parts: parts.map(({ label, outer, way, selectionSet }) => ({
      ...{ label, outer },
      way: way.map((node) => (node.kind === 'Field' ? node.name.value : node.typeCondition?.name.value)),
      fields: flat(print(selectionSet)),
    })),
  };
}

describe('an operation with @defer', () => {
  test('is taken apart into what comes first and what is deferred, with the way there', () => {
    expect(
      divided('{ me { id ... on User @defer(label: "l") { name friends { ... @defer { age } } } } }'),
    ).toEqual({
      document:
        '{ me { id ... on User @defer(label: "0") { name friends { ... @defer(label: "1") { age } } } } }',
      first: '{ me { id } }',
      parts: [
        { label: 'l', outer: null, way: ['me', 'User'], fields: '{ name friends }' },
        { label: undefined, outer: 0, way: ['friends', undefined], fields: '{ age }' },
      ],
    });
  });

  test('has a part for each place at which a fragment is spread', () => {
    const { document, parts } = divided(
      '{ a { ...F } b { ...F @defer } } fragment F on T { ... @defer(label: "l") @include(if: true) { x } }',
    );
    expect(document).toBe(
      '{ a { ... on T { ... @include(if: true) @defer(label: "0") { x } } } b { ... on T @defer(label: "1") { ... @include(if: true) @defer(label: "2") { x } } } }',
    );
    expect(parts.map(({ label, outer }) => [label, outer])).toEqual([
      ['l', null],
      [undefined, null],
      ['l', 1],
    ]);
  });

  test('defers what its conditions let defer', () => {
    const text = `query ($a: Boolean!, $b: Boolean!) { ... @defer(if: false) { x }
      ... @defer(if: true) { y } ... @defer(if: $a) { z } ... @defer(if: $b) { w } }`;
    expect(deferVariables(parse(text))).toEqual(new Set(['a', 'b']));
    const { first, parts } = divided(text, { a: true, b: false });
    expect(first).toContain('{ ... { x } ... { w } }');
    expect(parts.map(({ fields }) => fields)).toEqual(['{ y }', '{ z }']);
  });

  test('is another one without it, and the same where it has none', () => {
    expect(flat(print(withoutDefer(parse('{ ...F @defer(label: "l") @skip(if: $x) }'))))).toBe(
      '{ ...F @skip(if: $x) }',
    );
    const plain = parse('{ a { b } }');
    expect(withoutDefer(plain)).toBe(plain);
  });

  test('can be had with some of its parts', () => {
    const { document } = deferralOf(
      selectOperation(parse('{ ... @defer { a ... @defer { b } } ... @defer { c } }'), undefined),
      {},
    );
    const { definition } = withParts(selectOperation(document, undefined), (part) => part === 0);
    expect(flat(print(definition))).toBe('{ ... @defer(label: "0") { a } }');
  });
});
