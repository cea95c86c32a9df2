import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { entityOperation } from './entity-operation.ts';
import type { Step } from './step.ts';

let steps = 0;
const step = (query: string, ...variables: string[]): Step => ({
  ...{ index: steps++, part: null, subgraph: 's', kind: 'query', query, variables, path: [], requires: [] },
  ...{ inputRewrites: [], outputRewrites: [], contextRewrites: [] },
  ...{ conditions: [], dependencies: [], dependents: [], height: 1 },
});
const entities = (selections: string, more = '', variables = '') =>
  `query A__s__1($representations: [_Any!]!${variables}) { _entities(representations: $representations) ${selections} } ${more}`;

it('leaves a step that is alone as it is', () => {
  const one = step(entities('{ ... on A { b } }'));
  const { operation, parts } = entityOperation([one]);
  expect(operation.query).toBe(one.query);
  expect(parts).toEqual([{ key: '_entities', variable: 'representations', steps: [one] }]);
});

it('shares one part among steps that select the same', () => {
  const [a, b, c] = [
    step(entities('{ ... on A { b } }')),
    step(entities('{ ... on A { c } }')),
    step(entities('{...on A{b}}')),
  ];
  const { operation, parts } = entityOperation([a, b, c]);
  expect(parts.map((part) => part.steps)).toEqual([[a, c], [b]]);
  expect(print(parse(operation.query))).toBe(
    print(
      parse(`query ($e0: [_Any!]!, $e1: [_Any!]!) {
        e0: _entities(representations: $e0) { ... on A { b } }
        e1: _entities(representations: $e1) { ... on A { c } }
      }`),
    ),
  );
});

it('keeps fragments of one name apart', () => {
  const [a, b] = ['b', 'c'].map((name) =>
    step(entities('{ ...F }', `fragment F on A { ${name} ...G } fragment G on A { id }`)),
  );
  const { operation } = entityOperation([a, b].flatMap((one) => one ?? []));
  const text = print(parse(operation.query));
  for (const name of ['F_e0', 'G_e0', 'F_e1', 'G_e1']) expect(text).toContain(`fragment ${name} on A`);
  expect(text).toContain('...G_e1');
});

it("names its variables unlike any of the client's, and defines each of these once", () => {
  const [a, b] = ['b', 'c'].map((name) =>
    step(entities(`{ ... on A { ${name}(x: $e0, y: $e_1) } }`, '', ', $e0: Int = 1, $e_1: Int'), 'e0', 'e_1'),
  );
  const { operation, parts, variables } = entityOperation([a, b].flatMap((one) => one ?? []));
  expect(parts.map(({ variable }) => variable)).toEqual(['e__0', 'e__1']);
  expect(variables).toEqual(['e0', 'e_1']);
  expect(operation.query.match(/\$e0: Int = 1/g)).toHaveLength(1);
});

it('keeps the white space of strings', () => {
  const [a, b] = ['b', 'c'].map((name) =>
    step(entities(`{ ... on A { ${name}(x: "two  spaces", y: """block\n  text""") } }`)),
  );
  const { operation } = entityOperation([a, b].flatMap((one) => one ?? []));
  expect(operation.query).toContain('"two  spaces"');
  expect(operation.query).toContain('block\n');
});
