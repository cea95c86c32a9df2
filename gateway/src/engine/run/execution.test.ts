import { buildSchema, type ExecutionResult, OperationTypeNode, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stepsOf } from '../compile/plan-graph.ts';
import { Program, shapeSource } from '../compile/program.ts';
import { Requirements } from '../compile/requirements.ts';
import { TypeConditions } from '../compile/types.ts';
import type { FetchNode, PlanNode, RequiredSelection } from '../planning/index.ts';
import { flattenPath } from '../planning/plan/paths.ts';
import type { SubgraphResult } from '../subgraph-call.ts';
import { answerOf } from './answer.ts';
import { Execution } from './execution.ts';

const schema = buildSchema(`
  type Query { a: A other: A all: [A] }
  type A { id: ID! name: String more: String friend: A needed: Int! }
`);

const field = (name: string): RequiredSelection => ({
  kind: 'Field',
  name,
  sendAs: undefined,
  selections: undefined,
});
const KEY: RequiredSelection[] = [
  { kind: 'InlineFragment', typeCondition: 'A', selections: [field('__typename'), field('id')] },
];

const root = (serviceName: string, operation: string): FetchNode => ({
  ...{ kind: 'Fetch', id: undefined, serviceName, operation },
  operationKind: OperationTypeNode.QUERY,
  ...{ variableUsages: [], requires: undefined, inputRewrites: [], outputRewrites: [], contextRewrites: [] },
});
const entities = (path: string, serviceName: string, selection: string): PlanNode => ({
  kind: 'Flatten',
  path: flattenPath(path.split('.')),
  node: {
    ...root(
      serviceName,
      `query($representations:[_Any!]!){_entities(representations:$representations){...on A{${selection}}}}`,
    ),
    requires: KEY,
  },
});
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });

type Answer = (variables: Record<string, unknown>) => SubgraphResult | Promise<SubgraphResult>;

interface Sent {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Runs a plan over subgraphs that answer in turn what they are told to. */
async function run(plan: PlanNode, query: string, answers: Record<string, Answer[]>, variables = {}) {
  const sent: Sent[] = [];
  const shape = shapeSource(
    schema,
    new TypeConditions(schema),
    { dataKey: ({ alias, name }) => (alias ?? name).value, responseName: (key) => key },
    parse(query),
    undefined,
  );
  const program = new Program(stepsOf(plan), shape, new Requirements('type Query { a: Int }'));
  const channelTo = (subgraph: string) => ({
    send: async (operation: { query: string }, text: string) => {
      const given = JSON.parse(text);
      sent.push({ subgraph, query: operation.query, variables: given });
      const answer = answers[subgraph]?.shift();
      if (answer === undefined) throw new Error(`${subgraph} was asked too often.`);
      return answer(given);
    },
  });
  const execution = new Execution({ program, variables, channelTo, context: undefined });
  await execution.run();
  return {
    sent,
    answer: JSON.parse(JSON.stringify(answerOf(program, variables, execution))) as ExecutionResult,
  };
}

const pathsOf = ({ errors = [] }: ExecutionResult) => errors.map(({ path }) => path?.join('.') ?? 'nowhere');
const A = (id: string) => ({ __typename: 'A', id });

describe('steps of one group', () => {
  const plan = sequence(
    root('r', '{a{__typename id}}'),
    parallel(
      entities('a', 's', 'name'),
      sequence(root('slow', '{other{__typename id}}'), entities('other', 's', 'more')),
    ),
  );
  const query = '{ a { name } other { more } }';

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are sent together when the slower one is in time', async () => {
    const { sent, answer } = await run(plan, query, {
      r: [() => ({ data: { a: A('1') } })],
      slow: [() => ({ data: { other: A('2') } })],
      s: [() => ({ data: { e0: [{ name: 'n' }], e1: [{ more: 'm' }] } })],
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['r', 'slow', 's']);
    expect(sent[2]?.variables).toEqual({ e0: [A('1')], e1: [A('2')] });
    expect(answer).toEqual({ data: { a: { name: 'n' }, other: { more: 'm' } } });
  });

  it('wait no longer than their patience, which then is over for all', async () => {
    const slow = Promise.withResolvers<SubgraphResult>();
    const done = run(plan, query, {
      r: [() => ({ data: { a: A('1') } })],
      slow: [() => slow.promise],
      s: [() => ({ data: { _entities: [{ name: 'n' }] } }), () => ({ data: { _entities: [{ more: 'm' }] } })],
    });
    await vi.advanceTimersByTimeAsync(100);
    slow.resolve({ data: { other: A('2') } });
    const { sent, answer } = await done;
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['r', 'slow', 's', 's']);
    expect(answer).toEqual({ data: { a: { name: 'n' }, other: { more: 'm' } } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('do not take each other with them when one fails', async () => {
    const { answer } = await run(plan, query, {
      r: [() => ({ data: { a: A('1') } })],
      slow: [() => ({ data: { other: A('2') } })],
      s: [
        () => ({
          data: { e0: [null], e1: [{ more: 'm' }] },
          errors: [{ message: 'No name.', path: ['e0', 0, 'name'] }],
        }),
      ],
    });
    expect(answer.data).toEqual({ a: { name: null }, other: { more: 'm' } });
    expect(pathsOf(answer)).toEqual(['a.name']);
  });

  it('go on without one that a condition leaves out', async () => {
    const conditional = sequence(
      root('r', '{a{__typename id}}'),
      parallel(entities('a', 's', 'name'), {
        kind: 'Condition',
        variable: 'wanted',
        ifNode: entities('a', 's', 'more'),
        elseNode: undefined,
      }),
    );
    const text = 'query($wanted: Boolean!) { a { name more @include(if: $wanted) } }';
    const answers = () => ({
      r: [() => ({ data: { a: A('1') } })],
      s: [
        ({ e0 }: Record<string, unknown>) =>
          e0 === undefined
            ? { data: { _entities: [{ name: 'n' }] } }
            : { data: { e0: [{ name: 'n' }], e1: [{ more: 'm' }] } },
      ],
    });
    expect((await run(conditional, text, answers(), { wanted: false })).answer.data).toEqual({
      a: { name: 'n' },
    });
    expect((await run(conditional, text, answers(), { wanted: true })).answer.data).toEqual({
      a: { name: 'n', more: 'm' },
    });
  });
});

describe('equal entities', () => {
  const plan = sequence(
    root('r', '{all{__typename id}}'),
    entities('all.@', 's', 'name friend{__typename id}'),
  );
  const r = [() => ({ data: { all: [A('1'), A('2'), null, A('1')] } })];

  it('are sent once and answered everywhere, errors included', async () => {
    const { sent, answer } = await run(plan, '{ all { id name } }', {
      r: [...r],
      s: [
        () => ({
          data: { _entities: [{ name: null }, { name: 'two' }] },
          errors: [{ message: 'No name.', path: ['_entities', 0, 'name'] }],
        }),
      ],
    });
    expect(sent[1]?.variables).toEqual({ representations: [A('1'), A('2')] });
    expect(answer.data).toEqual({
      all: [{ id: '1', name: null }, { id: '2', name: 'two' }, null, { id: '1', name: null }],
    });
    expect(pathsOf(answer)).toEqual(['all.0.name', 'all.3.name']);
  });

  it('that are not there are null without an error where that is allowed', async () => {
    const { answer } = await run(plan, '{ all { id name } }', {
      r: [...r],
      s: [() => ({ data: { _entities: [null, { name: 'two' }] } })],
    });
    expect(answer).toMatchObject({ data: { all: [{ name: null }, { name: 'two' }, null, { name: null }] } });
    expect(answer.errors).toBeUndefined();
  });
});

describe('a subgraph that fails', () => {
  const plan = sequence(
    root('r', '{all{__typename id}}'),
    entities('all.@', 's', 'name more @include(if: $x)'),
  );
  const text = 'query($x: Boolean!) { all { id name more @include(if: $x) } }';
  const r = () => [() => ({ data: { all: [A('1'), A('2')] } })];
  const ask = (s: Answer, x: boolean) => run(plan, text, { r: r(), s: [s] }, { x });

  it('is told of at each field that was asked of it', async () => {
    const failing = () => Promise.reject(new Error('refused'));
    expect(pathsOf((await ask(failing, true)).answer)).toEqual([
      'all.0.name',
      'all.0.more',
      'all.1.name',
      'all.1.more',
    ]);
    expect(pathsOf((await ask(failing, false)).answer)).toEqual(['all.0.name', 'all.1.name']);
  });

  it.each<[string, unknown]>([
    ['no data', {}],
    ['null', { data: null }],
    ['a text as data', { data: 'text' }],
    ['a list as data', { data: [] }],
    ['no list of entities', { data: { _entities: { 0: { name: 'n' } } } }],
    ['errors that are none', { errors: 'many' }],
    ['an error without a place', { errors: [{ message: 'All is lost.' }] }],
    ['an error at all entities', { data: null, errors: [{ message: 'All is lost.', path: ['_entities'] }] }],
    [
      'an error at a place of its own',
      { data: null, errors: [{ message: 'Lost.', path: ['nowhere', {}, 3] }] },
    ],
    ['an error that is null', { data: null, errors: [null] }],
  ])('is told of at each field when it sends %s', async (_, result) => {
    // What subgraphs send is not always what their type says.
    const { answer } = await ask(() => result as SubgraphResult, false);
    expect(answer.data).toEqual({
      all: [
        { id: '1', name: null },
        { id: '2', name: null },
      ],
    });
    expect(pathsOf(answer)).toEqual(['all.0.name', 'all.1.name']);
  });

  it('by sending too few entities is told of at those that it left out', async () => {
    const { answer } = await ask(() => ({ data: { _entities: [{ name: 'n' }] } }), false);
    expect(answer.data).toEqual({
      all: [
        { id: '1', name: 'n' },
        { id: '2', name: null },
      ],
    });
    expect(pathsOf(answer)).toEqual(['all.1.name']);
  });

  it('by sending too many entities does no harm', async () => {
    const sent = [{ name: 'n' }, { name: 'm' }, { name: 'more' }];
    const { answer } = await ask(() => ({ data: { _entities: sent } }), false);
    expect(answer).toEqual({
      data: {
        all: [
          { id: '1', name: 'n' },
          { id: '2', name: 'm' },
        ],
      },
    });
  });

  it('at no field that anybody asked for is told of without a place', async () => {
    const answers = [{ name: 'n' }, { name: 'm' }];
    const errors = [{ message: 'Late.', path: ['_entities', 9, 'name'] }, { message: 'Later.' }];
    const { answer } = await ask(() => ({ data: { _entities: answers }, errors }), false);
    expect(pathsOf(answer)).toEqual(['nowhere', 'nowhere']);
  });

  it('at the root is told of at each field that is lost', async () => {
    const both = root('r', '{a{id} other{id}}');
    for (const result of [{}, { data: null }, { errors: [{ message: 'Lost.' }] }]) {
      const { answer } = await run(both, '{ a { id } other { id } }', { r: [() => result] });
      expect(answer.data).toEqual({ a: null, other: null });
      expect(pathsOf(answer)).toEqual(['a', 'other']);
    }
    const { answer } = await run(both, '{ a { id } other { id } }', { r: [() => ({ data: { a: A('1') } })] });
    expect(pathsOf(answer)).toEqual(['other']);
  });

  it('keeps its stack trace to itself', async () => {
    const extensions = { code: 'ODD', stacktrace: ['at secret.ts'], exception: { stacktrace: [] }, kept: 1 };
    const { answer } = await run(root('r', '{a{id}}'), '{ a { id } }', {
      r: [() => ({ data: { a: null }, errors: [{ message: 'Odd.', path: ['a'], extensions }] })],
    });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'ODD', kept: 1, serviceName: 'r' });
  });
});

it('leaves prototypes alone whatever a subgraph sends', async () => {
  const evil = JSON.parse(
    '{"__typename": "A", "id": "1", "__proto__": {"name": "evil"}, "constructor": {"prototype": {"x": 1}}}',
  );
  const plan = sequence(root('r', '{a{__typename id}}'), entities('a', 's', 'name'));
  const { answer } = await run(plan, '{ a { id name __proto__: more constructor: more } }', {
    r: [() => ({ data: { a: evil } })],
    s: [() => ({ data: { _entities: [JSON.parse('{"__proto__": {"name": "evil"}}')] } })],
  });
  expect(Reflect.get({}, 'name')).toBeUndefined();
  expect(Reflect.get(Object, 'x')).toBeUndefined();
  expect(answer.data).toMatchObject({ a: { id: '1', name: null } });
});

it('fetches for a field of the root type where that field lies', async () => {
  const plan = sequence(root('r', '{a{__typename id} all{id}}'), {
    kind: 'Flatten',
    path: flattenPath(['all', '@']),
    node: root('s', '{name}'),
  });
  const query = '{ a { id } all { id name } }';
  const r = () => [() => ({ data: { a: A('1'), all: [{ id: '2' }, { id: '3' }] } })];
  expect((await run(plan, query, { r: r(), s: [() => ({ data: { name: 'n' } })] })).answer).toEqual({
    data: {
      a: { id: '1' },
      all: [
        { id: '2', name: 'n' },
        { id: '3', name: 'n' },
      ],
    },
  });
  const failed = await run(plan, query, { r: r(), s: [() => ({ data: null })] });
  expect(pathsOf(failed.answer)).toEqual(['all.0.name', 'all.1.name']);
  const nowhere = await run(plan, query, { r: [() => ({ data: { a: A('1'), all: [] } })] });
  expect(nowhere.sent).toHaveLength(1);
});
