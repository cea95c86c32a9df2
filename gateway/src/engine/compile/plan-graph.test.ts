import { OperationTypeNode } from 'graphql';
import { expect, it } from 'vitest';
import type { FetchNode, PlanNode } from '../planning/index.ts';
import { stepsOf } from './plan-graph.ts';

const fetch = (serviceName: string): FetchNode => ({
  ...{ kind: 'Fetch', id: undefined, serviceName, operation: `{${serviceName}}` },
  operationKind: OperationTypeNode.QUERY,
  ...{ variableUsages: [], requires: undefined, inputRewrites: [], outputRewrites: [], contextRewrites: [] },
});
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });
const condition = (variable: string, ifNode?: PlanNode, elseNode?: PlanNode): PlanNode => ({
  ...{ kind: 'Condition', variable, ifNode, elseNode },
});

function shown(plan: PlanNode | undefined) {
  const steps = stepsOf(plan);
  return Object.fromEntries(
    steps.map(({ subgraph, dependencies, height }) => [
      subgraph,
      { after: dependencies.map((index) => steps[index]?.subgraph).join(' '), height },
    ]),
  );
}

it('makes no step of no plan', () => {
  expect(stepsOf(undefined)).toEqual([]);
});

it('lets a step wait for the last ones before it alone', () => {
  const plan = sequence(fetch('a'), parallel(sequence(fetch('b'), fetch('c')), fetch('d')), fetch('e'));
  expect(shown(plan)).toEqual({
    a: { after: '', height: 4 },
    b: { after: 'a', height: 3 },
    c: { after: 'b', height: 2 },
    d: { after: 'a', height: 2 },
    e: { after: 'c d', height: 1 },
  });
});

it('lets what comes after a condition wait for both of its branches', () => {
  const plan = sequence(fetch('a'), condition('x', fetch('b'), fetch('c')), fetch('d'));
  expect(shown(plan)).toMatchObject({ b: { after: 'a' }, c: { after: 'a' }, d: { after: 'b c' } });
});

it('lets what comes after a condition with one branch wait for what came before it, too', () => {
  expect(shown(sequence(fetch('a'), condition('x', fetch('b')), fetch('d'))).d).toEqual({
    after: 'b a',
    height: 1,
  });
});

it('collects the conditions around a step', () => {
  const steps = stepsOf(condition('x', condition('y', undefined, fetch('a'))));
  expect(steps[0]?.conditions).toEqual([
    { variable: 'x', when: true },
    { variable: 'y', when: false },
  ]);
});

it('lets a deferred part wait for the fetches that it names, and nothing outside of it wait for it', () => {
  const named = (serviceName: string, id: string): FetchNode => ({ ...fetch(serviceName), id });
  const plan: PlanNode = {
    kind: 'Defer',
    primary: sequence(named('a', '0'), parallel(named('b', '1'), named('c', '1')), fetch('d')),
    deferred: [
      { part: 0, depends: ['0'], node: sequence(fetch('e'), fetch('f')) },
      { part: 1, depends: ['1'], node: fetch('g') },
    ],
  };
  expect(shown(plan)).toMatchObject({
    a: { height: 3 },
    d: { after: 'b c', height: 1 },
    e: { after: 'a', height: 2 },
    f: { after: 'e', height: 1 },
    g: { after: 'b c', height: 1 },
  });
  expect(stepsOf(plan).map(({ part }) => part)).toEqual([null, null, null, null, 0, 0, 1]);
});
