import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { hasDivergentBranches } from './divergent-branches.ts';
import { selectOperation } from './selected-operation.ts';

const diverges = (text: string) =>
  hasDivergentBranches(selectOperation(parse(text), undefined), new Set(['r']));

test('branches that ask one path for different fields diverge', () => {
  expect(diverges('{ p { ... on A { o { n(x: 1) } } ... on B { o { n(x: 2) } } } }')).toBe(true);
  expect(diverges('{ p { ... on A { o { n: a } } ... on B { o { n: b } } } }')).toBe(true);
  expect(diverges('{ p { ...A ...B } } fragment A on A { o { n(x: 1) } } fragment B on B { o { n } }')).toBe(
    true,
  );
});

test('branches that agree, or whose types tell them apart where they differ, do not', () => {
  expect(diverges('{ p { ... on A { o { n(x: 1, y: 2) } } ... on B { o { n(y: 2, x: 1) } } } }')).toBe(false);
  expect(diverges('{ p { ... on A { n(x: 1) } ... on B { n(x: 2) } } }')).toBe(false);
  expect(diverges('{ p { o { n } o { n m } ...F } } fragment F on P { o { m } }')).toBe(false);
});

test('branches of which only one asks for a field with @requires diverge', () => {
  expect(diverges('{ p { ... on A { o { r } } ... on B { o { n } } } }')).toBe(true);
  expect(diverges('{ p { ... on A { o { r n } } ... on B { o { r } } } }')).toBe(false);
  expect(diverges('{ p { ... on A { r } ... on B { n } } }')).toBe(false);
});
