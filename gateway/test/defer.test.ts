import type { SubgraphAnswer, SubgraphRequest } from '@manuel/subgraph';
import { eventually, RecordingLog } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSupergraph } from '../src/supergraph.ts';
import { GatewayTester } from './gateway-tester.ts';
import { nextOf, type Part, partsOf } from './multipart.ts';

const PATHS = 'multipart/mixed; deferSpec=20220824, application/json';
const IDS = 'multipart/mixed; incrementalSpec=v0.2, application/json';

const log = new RecordingLog();
let gateway: GatewayTester;
let token: string;
beforeAll(async () => {
  gateway = await GatewayTester.start({ log: log.log });
  token = await gateway.token(undefined, 600);
}, 120_000);
afterAll(() => gateway.stop());

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
afterEach(() => expect(unhandled).toEqual([]));

interface AskOptions {
  readonly accept?: string;
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

function ask(query: string, { accept = PATHS, variables = {}, headers = {}, signal }: AskOptions = {}) {
  return fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query, variables }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function all(response: Response): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of partsOf(response)) parts.push(part);
  return parts;
}

/** A subgraph's answer that comes when the test says so. */
function held() {
  const asked = Promise.withResolvers<SubgraphRequest>();
  const answer = Promise.withResolvers<SubgraphAnswer>();
  const answers = (request: SubgraphRequest) => {
    asked.resolve(request);
    return answer.promise;
  };
  return { answers, asked: asked.promise, give: answer.resolve, fail: answer.reject };
}

const ids = ({ variables }: SubgraphRequest): unknown[] =>
  Object.values(variables ?? {}).flatMap((list) => (Array.isArray(list) ? list : []));
const question = (id: string) => ({ __typename: 'Question', id, text: `Text ${id}` });
const costs = (request: SubgraphRequest): SubgraphAnswer => ({
  data: { _entities: ids(request).map((_, index) => ({ cost: { questions: index + 1 } })) },
});

const ONE = 'query One { question(id: "q1") { text ... @defer(label: "cost") { cost { questions } } } }';
const LIST = '{ questions { edges { node { text ... @defer { cost { questions } } } } } }';

const passage = (id: string) => ({ __typename: 'Passage', id });
const questionsOrOne = ({ query }: SubgraphRequest): SubgraphAnswer =>
  query.includes('questions')
    ? { data: { questions: { edges: ['q1', 'q2'].map((id) => ({ node: question(id) })) } } }
    : { data: { question: question('q1') } };

beforeEach(() => {
  gateway.played.queries.answers = questionsOrOne;
});

describe('an answer in parts', () => {
  test.each(['identity', 'gzip', 'br'])(
    'begins before the deferred subgraph has answered, also to clients that accept %s',
    async (encoding) => {
      const usage = held();
      gateway.played.usage.answers = usage.answers;
      const response = await ask(ONE, { headers: { 'accept-encoding': encoding } });
      const parts = partsOf(response);
      expect(await nextOf(parts)).toEqual({ data: { question: { text: 'Text q1' } }, hasNext: true });
      usage.give(costs(await usage.asked));
      expect(await nextOf(parts)).toEqual({
        incremental: [{ path: ['question'], label: 'cost', data: { cost: { questions: 1 } } }],
        hasNext: false,
      });
      expect(await parts.next()).toMatchObject({ done: true });
    },
  );

  test('names its parts by ids in the newer form', async () => {
    gateway.played.usage.answers = costs;
    expect(await all(await ask(ONE, { accept: IDS }))).toEqual([
      {
        data: { question: { text: 'Text q1' } },
        pending: [{ id: '0', path: ['question'], label: 'cost' }],
        hasNext: true,
      },
      {
        incremental: [{ id: '0', data: { cost: { questions: 1 } } }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  test('comes by GET, too', async () => {
    gateway.played.usage.answers = costs;
    const response = await fetch(`${gateway.graphqlUrl}?query=${encodeURIComponent(ONE)}`, {
      headers: { authorization: `Bearer ${token}`, accept: PATHS },
    });
    expect(await all(response)).toHaveLength(2);
  });

  test('has one entry for each object of a list', async () => {
    gateway.played.usage.answers = costs;
    const [, later] = await all(await ask(LIST));
    expect(later).toEqual({
      incremental: [0, 1].map((index) => ({
        path: ['questions', 'edges', index, 'node'],
        data: { cost: { questions: index + 1 } },
      })),
      hasNext: false,
    });
  });

  test('sends the part first that is ready first', async () => {
    const [usage, manuals] = [held(), held()];
    gateway.played.usage.answers = usage.answers;
    gateway.played.manuals.answers = manuals.answers;
    gateway.played.queries.answers = () => ({
      data: { question: { ...question('q1'), answer: { citations: [{ passage: passage('p1') }] } } },
    });
    const parts = partsOf(
      await ask(`{ question(id: "q1") { ... @defer(label: "cost") { cost { questions } }
        answer { citations { passage { ... @defer(label: "text") { text } } } } } }`),
    );
    expect(await nextOf(parts)).toMatchObject({ hasNext: true });
    // Both have been asked before any part is there.
    const [, asked] = await Promise.all([usage.asked, manuals.asked]);
    expect(ids(asked)).toEqual([passage('p1')]);
    manuals.give({ data: { _entities: [{ text: 'words' }] } });
    expect(await nextOf(parts)).toEqual({
      incremental: [
        {
          path: ['question', 'answer', 'citations', 0, 'passage'],
          ...{ label: 'text', data: { text: 'words' } },
        },
      ],
      hasNext: true,
    });
    usage.give(costs(await usage.asked));
    expect(await nextOf(parts)).toMatchObject({ incremental: [{ label: 'cost' }], hasNext: false });
  });

  test('gives what is deferred inside of a part after that part', async () => {
    gateway.played.usage.answers = ({ query }) =>
      !query.includes('_entities')
        ? { data: { me: { __typename: 'User', id: 'ada' } } }
        : { data: { _entities: [{ usage: { today: { used: 1 }, month: { used: 2 } } }] } };
    const text =
      '{ me { ... @defer(label: "a") { usage { today { used } ... @defer(label: "b") { month { used } } } } } }';
    const [first, ...later] = await all(await ask(text));
    expect(first).toEqual({ data: { me: {} }, hasNext: true });
    expect(later.flatMap(({ incremental }) => incremental)).toEqual([
      { path: ['me'], label: 'a', data: { usage: { today: { used: 1 } } } },
      { path: ['me', 'usage'], label: 'b', data: { month: { used: 2 } } },
    ]);
    const [, announced] = await all(await ask(text, { accept: IDS }));
    expect(announced).toMatchObject({
      pending: [{ id: '1', path: ['me', 'usage'], label: 'b' }],
      completed: [{ id: '0' }],
    });
  });

  test('has no part of an object that is not there', async () => {
    gateway.played.queries.answers = () => ({ data: { question: null } });
    expect(await all(await ask(ONE))).toEqual([{ data: { question: null }, hasNext: false }]);
  });

  test('comes after a mutation has ended', async () => {
    gateway.played.usage.answers = costs;
    gateway.played.queries.answers = () => ({ data: { ask: question('q9') } });
    const parts = await all(
      await ask(
        'mutation { ask(input: { text: "?" }) { ... on Question { text ... @defer { cost { questions } } } } }',
      ),
    );
    expect(parts).toEqual([
      { data: { ask: { text: 'Text q9' } }, hasNext: true },
      { incremental: [{ path: ['ask'], data: { cost: { questions: 1 } } }], hasNext: false },
    ]);
  });

  test('ends on the supergraph that it began with', async () => {
    const usage = held();
    gateway.played.usage.answers = usage.answers;
    const parts = partsOf(await ask(ONE));
    await nextOf(parts);
    await usage.asked;
    gateway.replaceSupergraph(readSupergraph().replace('cost: Cost', 'price: Cost'));
    usage.give(costs(await usage.asked));
    expect(await nextOf(parts)).toMatchObject({ incremental: [{ data: { cost: { questions: 1 } } }] });
    expect(await (await ask(ONE)).json()).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    gateway.replaceSupergraph(readSupergraph());
    expect(await all(await ask(ONE))).toHaveLength(2);
  });

  test('is never given to two requests that ask the same at the same time', async () => {
    gateway.played.usage.answers = costs;
    const answers = await Promise.all([ask(ONE), ask(ONE)].map(async (response) => all(await response)));
    expect(answers[0]).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe('an answer comes as a whole', () => {
  const whole = { data: { question: { text: 'Text q1', cost: { questions: 1 } } } };

  test.each([
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'multipart/mixed, application/json',
  ])('to clients that accept %s', async (accept) => {
    gateway.played.usage.answers = costs;
    const response = await ask(ONE, { accept });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(whole);
  });

  test('when nothing is deferred, in one part for clients that asked for parts', async () => {
    gateway.played.usage.answers = costs;
    const literal = ONE.replace('label: "cost"', 'if: false');
    for (const accept of [PATHS, 'multipart/mixed; deferSpec=20220824'])
      expect(await all(await ask(literal, { accept }))).toEqual([{ ...whole, hasNext: false }]);
  });

  test('when a variable says so', async () => {
    gateway.played.usage.answers = costs;
    const text = ONE.replace('One', 'One($later: Boolean! = false)').replace(
      'label: "cost"',
      'if: $later, label: "cost"',
    );
    const counts = [];
    for (const variables of [{ later: true }, { later: false }, {}, { later: true }])
      counts.push((await all(await ask(text, { variables }))).length);
    expect(counts).toEqual([2, 1, 1, 2]);
  });
});

describe('what goes wrong in a deferred part', () => {
  const down = () => Promise.reject(new Error('the socket at 10.0.0.7 is closed'));

  test('is told there, with the name of the subgraph and the id of the request, and logged', async () => {
    gateway.played.usage.answers = down;
    const response = await ask(ONE, { headers: { 'x-request-id': 'part-1' } });
    const [first, later] = await all(response);
    expect(first).toEqual({ data: { question: { text: 'Text q1' } }, hasNext: true });
    expect(later).toEqual({
      incremental: [
        {
          ...{ path: ['question'], label: 'cost', data: { cost: null } },
          errors: [
            {
              message: 'Something went wrong inside Manuel; its log knows more.',
              path: ['question', 'cost'],
              extensions: {
                ...{ code: 'INTERNAL_SERVER_ERROR', serviceName: 'usage', requestId: 'part-1' },
              },
            },
          ],
        },
      ],
      hasNext: false,
    });
    expect(JSON.stringify(log.atLeast(50))).toContain('10.0.0.7');
  });

  test('is told there in the newer form, too', async () => {
    gateway.played.usage.answers = () => ({
      data: { _entities: [{ cost: null }] },
      errors: [{ message: 'No.', path: ['_entities', 0, 'cost'], extensions: { code: 'NOT_ALLOWED' } }],
    });
    const [, later] = await all(await ask(ONE, { accept: IDS }));
    expect(later).toMatchObject({
      incremental: [
        {
          ...{ id: '0', data: { cost: null } },
          errors: [{ message: 'No.', path: ['question', 'cost'], extensions: { serviceName: 'usage' } }],
        },
      ],
      completed: [{ id: '0' }],
      hasNext: false,
    });
  });

  test('makes the part null when a field of it must not be null, and leaves the rest alone', async () => {
    const citations = [{ passage: passage('p1') }, { passage: passage('p2') }];
    gateway.played.queries.answers = () => ({ data: { question: { answer: { citations } } } });
    gateway.played.manuals.answers = () => ({
      data: { _entities: [{ text: 'words' }, { text: null }] },
      errors: [{ message: 'Lost.', path: ['_entities', 1, 'text'] }],
    });
    const text = '{ question(id: "q1") { answer { citations { passage { id ... @defer { text } } } } } }';
    const at = (index: number) => ['question', 'answer', 'citations', index, 'passage'];
    const [first, later] = await all(await ask(text));
    expect(first).toMatchObject({
      data: { question: { answer: { citations: [{ passage: { id: 'p1' } }, { passage: { id: 'p2' } }] } } },
    });
    expect(later).toMatchObject({
      incremental: [
        { path: at(0), data: { text: 'words' } },
        { path: at(1), data: null, errors: [{ message: 'Lost.', path: [...at(1), 'text'] }] },
      ],
      hasNext: false,
    });
    const [, completed] = await all(await ask(text, { accept: IDS }));
    expect(completed).toMatchObject({
      incremental: [{ id: '0', data: { text: 'words' } }],
      completed: [{ id: '0' }, { id: '1', errors: [{ message: 'Lost.' }] }],
    });
  });
});

describe('a client that leaves', () => {
  test('is the last one for whom anything is fetched', async () => {
    const queries = held();
    gateway.played.queries.answers = (request) =>
      request.query.includes('_entities') ? queries.answers(request) : questionsOrOne(request);
    gateway.played.usage.answers = () => ({ data: { _entities: [{ usage: { today: { used: 1 } } }] } });
    const text = '{ question(id: "q1") { text ... @defer { askedBy { usage { today { used } } } } } }';
    const user = { __typename: 'User', id: 'ada' };
    const controller = new AbortController();
    const headers = { 'x-request-id': 'leaves-1' };
    const parts = partsOf(await ask(text, { signal: controller.signal, headers }));
    await nextOf(parts);
    await queries.asked;
    controller.abort();
    await expect(parts.next()).rejects.toThrow();
    await eventually(() => expect(JSON.stringify(log.atLeast(30))).toContain('leaves-1'));
    const asked = gateway.played.usage.received.length;
    queries.give({ data: { _entities: [{ askedBy: user }] } });
    // Whatever would be sent is sent before another request has come and gone.
    gateway.played.queries.answers = ({ query }) =>
      query.includes('_entities') ? { data: { _entities: [{ askedBy: user }] } } : questionsOrOne({ query });
    expect(await all(await ask(text))).toMatchObject([{}, { incremental: [{ data: { askedBy: {} } }] }]);
    expect(gateway.played.usage.received).toHaveLength(asked + 1);
  });
});

describe('@defer is refused', () => {
  test.each([
    ['with one label twice', '{ me { ...@defer(label: "a") { id } ...@defer(label: "a") { id } } }'],
    ['with a label that changes', 'query ($l: String!) { me { ... @defer(label: $l) { id } } }'],
    ['on fields of the mutation itself', 'mutation { ... @defer { removeManual(id: "1") { __typename } } }'],
    ['on a field', '{ me @defer { id } }'],
  ])('%s', async (_, query) => {
    for (const accept of [PATHS, 'application/json', 'multipart/mixed; deferSpec=20220824']) {
      const response = await ask(query, { accept, variables: { l: 'l' } });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) } }],
      });
    }
  });
});

test('introspection tells of the same @defer that is answered', async () => {
  const answer = await (
    await ask('{ __schema { directives { name } } }', { accept: 'application/json' })
  ).json();
  expect(JSON.stringify(answer)).toContain('"defer"');
});
