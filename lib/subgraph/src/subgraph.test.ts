import { type Caller, ORIGIN_HEADER, type Origin, OriginSigner } from '@manuel/identity';
import { ClientGone, NotFound, newId } from '@manuel/service';
import { eventually, RecordingLog, SubgraphTester, testCaller, testKeys } from '@manuel/testkit';
import { parse } from 'graphql';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { RequestContext } from './context.ts';
import { guardedSchema } from './guarded-schema.ts';
import { type Refusal, Subgraph, type SubgraphOptions } from './subgraph.ts';

const typeDefs = parse(`
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.11"
    import: ["@key", "@authenticated", "@requiresScopes", { name: "@policy", as: "@only" }]
  )
  type Query {
    open: String @authenticated
    ledger: String! @requiresScopes(scopes: [["audit:read"]])
    broken: String @authenticated
    missing: String @authenticated
    away: String @authenticated
    slow: String @authenticated
    busy: String @authenticated
    awaited: String @authenticated
    forgotten: String
    unruled: Unruled @authenticated
    notes: [Note!]! @authenticated
  }
  type Mutation { deliver: Boolean @only(policies: [["service:courier"]]) write: Boolean @authenticated }
  type Unruled { text: String }
  type Note @key(fields: "id") @authenticated {
    id: ID!
    text: String
    owner: String @requiresScopes(scopes: [["letters:manage"]])
  }
`);

const events: string[] = [];
const notes = ['a', 'b', 'c'].map((id) => ({ id, text: `text of ${id}`, owner: 'bob' }));
const resolvers = {
  Query: {
    open: () => 'open',
    ledger: () => {
      events.push('ledger was read');
      return 'ledger';
    },
    broken: () => {
      throw new Error('password of db-17 is wrong');
    },
    missing: () => {
      throw new NotFound('There is no such note.');
    },
    away: () => {
      throw Object.assign(new Error('connect ECONNREFUSED db-17'), { code: 'ECONNREFUSED' });
    },
    slow: () => {
      throw Object.assign(new Error('canceling statement on db-17'), { code: '57014' });
    },
    busy: () => {
      throw Object.assign(new Error('lock on db-17'), { code: '55P03' });
    },
    awaited: async (_parent: unknown, _args: unknown, { signal }: RequestContext) => {
      events.push('begun');
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      events.push('ended');
      // As a library does that puts a failure into words of its own.
      throw Object.assign(new Error('it wrapped this'), { code: 'CLIENT_CLOSED_REQUEST' });
    },
    forgotten: () => 'forgotten',
    unruled: () => ({ text: 'unruled' }),
    notes: () => notes,
  },
  Mutation: {
    deliver: () => true,
    async write(_parent: unknown, _args: unknown, { signal }: RequestContext) {
      events.push('begun');
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push('written');
      return true;
    },
  },
  Note: { __resolveReference: ({ id }: { id: string }) => notes.find((note) => note.id === id) ?? null },
};
const recording = new RecordingLog();
/** The log of the HTTP server. */
const served = new RecordingLog();
const refusals: Refusal[] = [];
const requests: RequestContext[] = [];
let cannotKeep = false;
const options: SubgraphOptions<RequestContext> = {
  name: 'notes',
  typeDefs,
  resolvers,
  log: recording.log,
  context(request) {
    requests.push(request);
    return request;
  },
  async onRefused(these) {
    if (cannotKeep) throw new Error('the ledger on db-17 is full');
    // The answer must not overtake what it waits for.
    await new Promise((resolve) => setTimeout(resolve, 20));
    refusals.push(...these);
    events.push('refusals were kept');
  },
};
const subgraph = await Subgraph.start(options);
const tester = await SubgraphTester.serve(
  'notes',
  {
    subgraph,
    probes: {},
    routes: () => undefined,
    measure: () => undefined,
    onRefused: options.onRefused,
    stop: () => subgraph.stop(),
  },
  served.log,
);
afterAll(() => tester.stop());
beforeEach(() => {
  cannotKeep = false;
  events.length = 0;
  refusals.length = 0;
  requests.length = 0;
  recording.lines.length = 0;
  served.lines.length = 0;
});

const reader: Caller = testCaller();

/** Of each call that a test signs by itself. */
const origin: Origin = { caller: reader, service: 'courier', requestId: 'r-1' };
const sent = { origin, path: '/graphql' };

describe('who is let in', () => {
  test('a request that nobody signed is refused before anything runs', async () => {
    const answer = await tester.unsigned().send('{ open ledger }');
    answer.expectError('UNAUTHENTICATED', /call the gateway/);
    expect(answer.status).toBe(401);
    expect(requests).toEqual([]);
    expect(refusals).toEqual([{ origin: null, code: 'UNAUTHENTICATED', field: null }]);
  });

  test('so are introspection and the schema', async () => {
    (await tester.unsigned().send('{ _service { sdl } }')).expectError('UNAUTHENTICATED');
    (await tester.unsigned().send('{ __schema { types { name } } }')).expectError('UNAUTHENTICATED');
    const entities = '{ _entities(representations: [{ __typename: "Note", id: "b" }]) { __typename } }';
    (await tester.unsigned().send(entities)).expectError('UNAUTHENTICATED');
    expect(requests).toEqual([]);
  });

  test('a role that is missing refuses the field, and that is kept before the answer goes out', async () => {
    (await tester.as(reader).send('{ ledger }')).expectError('FORBIDDEN', /needs the scope audit:read/);
    expect(events).toEqual(['refusals were kept']);
    expect(refusals).toMatchObject([{ origin: { caller: reader }, code: 'FORBIDDEN', field: 'ledger' }]);
  });

  test('a role that is there lets the field be read', async () => {
    const auditor = testCaller({ roles: ['auditor'] });
    (await tester.as(auditor).send('{ ledger }')).expectData({ ledger: 'ledger' });
    expect(refusals).toEqual([]);
  });

  test('a field that is refused leaves the others', async () => {
    const answer = await tester.as(reader).send('{ open notes { id owner } }');
    expect(answer.data).toEqual({ open: 'open', notes: notes.map(({ id }) => ({ id, owner: null })) });
    expect(answer.codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect(refusals.map(({ field }) => field)).toEqual(['notes.owner', 'notes.owner', 'notes.owner']);
  });

  test('the rules hold for entities too', async () => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Note { text owner } }
    }`;
    const representations = [{ __typename: 'Note', id: 'b' }];
    const answer = await tester.as(reader).send(query, { representations });
    expect(answer.data).toEqual({ _entities: [{ text: 'text of b', owner: null }] });
    answer.expectError('FORBIDDEN');
  });

  test('what is for one process is refused to others and to every caller', async () => {
    const deliver = 'mutation { deliver }';
    (await tester.asService('courier').send(deliver)).expectData({ deliver: true });
    (await tester.asService('courier', reader).send(deliver)).expectData({ deliver: true });
    (await tester.asService('stranger').send(deliver)).expectError('FORBIDDEN');
    (await tester.as(testCaller({ roles: ['admin'] })).send(deliver)).expectError('FORBIDDEN');
  });

  test('a process without a caller has no role', async () => {
    (await tester.asService('courier').send('{ open }')).expectData({ open: 'open' });
    (await tester.asService('courier').send('{ ledger }')).expectError('UNAUTHENTICATED', /Send a token/);
  });
});

describe('what no rule names is denied to everybody', () => {
  const admin = tester.as(testCaller({ roles: ['admin'] }));

  test('a field', async () => {
    (await admin.send('{ forgotten }')).expectError('FORBIDDEN', /No rule allows this/);
  });

  test('the fields of a type', async () => {
    const answer = await admin.send('{ unruled { text } }');
    expect(answer.data).toEqual({ unruled: { text: null } });
    answer.expectError('FORBIDDEN', /No rule allows this/);
  });

  test('a directive that nothing links to is a failure at start, as nobody would enforce it', () => {
    const unlinked = parse('type Query { open: String @authenticated }');
    expect(() => guardedSchema(unlinked, {})).toThrow(/@authenticated on Query.open is not linked/);
  });
});

describe('failures', () => {
  test('one that nobody expected says nothing of the inside, and is logged once', async () => {
    const answer = await tester.as(reader).send('{ broken open }');
    expect(answer.data).toEqual({ broken: null, open: 'open' });
    answer.expectError('INTERNAL_SERVER_ERROR', /its log knows more/);
    expect(answer.toString()).not.toMatch(/db-17|stacktrace|\.ts/);
    const [line, ...more] = recording.atLeast(50);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ msg: 'a field failed', path: ['broken'], requestId: expect.any(String) });
    expect(JSON.stringify(line)).toContain('db-17');
  });

  test('one that has a name keeps its sentence and is not logged as an error', async () => {
    (await tester.as(reader).send('{ missing }')).expectError('NOT_FOUND', /There is no such note/);
    expect(recording.atLeast(40)).toEqual([]);
  });

  test('a database that is away is told as such, and as a warning', async () => {
    const answer = await tester.as(reader).send('{ away }');
    answer.expectError('UNAVAILABLE', /try again in a moment/);
    expect(answer.toString()).not.toContain('db-17');
    expect(recording.atLeast(40)).toMatchObject([{ level: 40, path: ['away'] }]);
  });

  test.each([
    ['slow', /too long for this; ask for less/],
    ['busy', /hold on to what this needs; try again/],
  ])('a database that is too %s is told as such, and as a warning', async (field, sentence) => {
    const answer = await tester.as(reader).send(`{ ${field} }`);
    answer.expectError('UNAVAILABLE', sentence);
    expect(answer.toString()).not.toContain('db-17');
    expect(recording.atLeast(40)).toMatchObject([{ level: 40, path: [field] }]);
  });

  test.each([
    ['that does not parse', '{ open', 'GRAPHQL_PARSE_FAILED'],
    ['for a field that is not there', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('a query %s is told what is wrong with it', async (_what, query, code) => {
    (await tester.as(reader).send(query)).expectError(code);
    expect(recording.atLeast(40)).toEqual([]);
  });

  test('a refusal that cannot be kept fails the whole answer, and says nothing of the inside', async () => {
    cannotKeep = true;
    const answer = await tester.as(reader).send('{ open ledger }');
    expect(answer.status).toBe(200);
    expect(answer.data).toBeUndefined();
    answer.expectError('INTERNAL_SERVER_ERROR', /its log knows more/);
    const unsigned = await tester.unsigned().send('{ open ledger }');
    expect(unsigned.status).toBe(503);
    unsigned.expectError('UNAVAILABLE', /cannot be answered now/);
    expect(`${answer}${unsigned}`).not.toContain('db-17');
    const [first] = recording.atLeast(50);
    expect(recording.atLeast(50)).toHaveLength(1);
    expect(first).toMatchObject({ requestId: expect.any(String) });
    expect(JSON.stringify(first)).toContain('db-17');
  });

  test.each(['{"query":7}', '{"query":', '', '[]', '{"query":"{ open }","__proto__":{}}'])(
    'the body %s, signed as it is, is refused as no GraphQL request',
    async (body) => {
      const headers = new OriginSigner(testKeys, 'notes').prepare({ ...sent, body })();
      const response = await fetch(tester.graphqlUrl, { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    },
  );
});

test('each request has a context of its own, with its id in the log', async () => {
  const [one, two] = await Promise.all([
    tester.as(reader).send('{ open }'),
    tester.as(reader).send('{ open }'),
  ]);
  expect(one.data).toEqual(two.data);
  expect(requests).toHaveLength(2);
  expect(requests[0]).not.toBe(requests[1]);
  expect(requests[0]?.log.bindings()).toMatchObject({ requestId: requests[0]?.origin.requestId });
});

test('in this process the answer is the same as over HTTP', async () => {
  const origin = { caller: reader, service: null, requestId: newId() };
  const here = await subgraph.execute({ query: '{ open ledger }' }, origin);
  const there = await tester.as(reader).send('{ open ledger }');
  expect(JSON.parse(JSON.stringify(here))).toEqual({ data: there.data, errors: there.errors });
});

describe('a request that its caller abandons', () => {
  const abandoned = () => recording.lines.filter(({ msg }) => msg === 'a request was abandoned');
  const here = async (query: string, signal: AbortSignal) => {
    const origin = { caller: reader, service: null, requestId: 'abandoned' };
    return subgraph.execute({ query }, origin, signal);
  };
  const there = (query: string, signal: AbortSignal) => tester.as(reader).send(query, {}, signal);

  test.each([
    ['in this process', here],
    ['over HTTP', there],
  ])('%s is told so, fails at once and is logged once, quietly', async (_where, ask) => {
    const caller = new AbortController();
    const failed = expect(ask('{ awaited }', caller.signal)).rejects.toThrow('gone');
    await eventually(() => expect(events).toEqual(['begun']));
    caller.abort(new ClientGone('They are gone.'));
    await failed;
    await eventually(() => expect(events).toEqual(['begun', 'ended']));
    await eventually(() => expect(abandoned()).toHaveLength(1));
    expect(abandoned()).toMatchObject([{ level: 20, requestId: expect.any(String) }]);
    expect(recording.atLeast(30)).toEqual([]);
    expect(refusals).toEqual([]);
  });

  test.each([
    ['in this process', here],
    ['over HTTP', there],
  ])('%s goes on with what it does not end itself', async (_where, ask) => {
    const caller = new AbortController();
    const failed = expect(ask('mutation { write }', caller.signal)).rejects.toThrow('gone');
    await eventually(() => expect(events).toEqual(['begun']));
    caller.abort(new ClientGone('They are gone.'));
    await failed;
    await eventually(() => expect(events).toEqual(['begun', 'written']));
    expect(recording.atLeast(30)).toEqual([]);
  });

  test('is nothing to one that was answered before', async () => {
    const caller = new AbortController();
    expect(await here('{ open }', caller.signal)).toEqual({ data: { open: 'open' } });
    caller.abort(new ClientGone('They are gone.'));
    (await tester.as(reader).send('{ open }')).expectData({ open: 'open' });
    expect(abandoned()).toEqual([]);
  });
});

test('a subgraph that stops waits for what nobody waits for any more', async () => {
  const stopping = await Subgraph.start(options);
  const caller = new AbortController();
  const origin = { caller: reader, service: null, requestId: 'abandoned' };
  const failed = expect(
    stopping.execute({ query: 'mutation { write }' }, origin, caller.signal),
  ).rejects.toThrow('gone');
  await eventually(() => expect(events).toEqual(['begun']));
  caller.abort(new ClientGone('They are gone.'));
  await failed;
  await stopping.stop();
  expect(events).toEqual(['begun', 'written']);
});

describe('a signed request over HTTP', () => {
  const signer = new OriginSigner(testKeys, 'notes');
  const post = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(tester.graphqlUrl, { method: 'POST', headers, body });
    return { status: response.status, answer: await response.json() };
  };
  const refused = { status: 401, answer: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } };
  const kept = [{ origin: null, code: 'UNAUTHENTICATED', field: null }];

  test.each(['{ open }', 'mutation { deliver }'])('with %s is taken once', async (query) => {
    const body = JSON.stringify({ query });
    const headers = signer.prepare({ ...sent, body })();
    expect(await post(headers, body)).toMatchObject({ status: 200, answer: { data: {} } });
    expect(requests).toHaveLength(1);
    expect(await post(headers, body)).toMatchObject(refused);
    expect(requests).toHaveLength(1);
    expect(refusals).toEqual(kept);
    expect(recording.atLeast(40)).toEqual([]);
  });

  test('is refused with another body than the one that was signed, and nothing of it runs', async () => {
    const headers = signer.prepare({ ...sent, body: '{"query":"{ open }"}' })();
    expect(await post(headers, '{"query":"{ ledger }"}')).toMatchObject(refused);
    expect(requests).toEqual([]);
    expect(refusals).toEqual(kept);
  });

  test('is refused with another origin than the one that was signed', async () => {
    const body = '{"query":"{ ledger }"}';
    const headers = signer.prepare({ ...sent, body })();
    const asAdmin = { ...sent.origin, caller: testCaller({ roles: ['admin'] }) };
    const { [ORIGIN_HEADER]: forged = '' } = signer.prepare({ ...sent, origin: asAdmin, body })();
    expect(await post({ ...headers, [ORIGIN_HEADER]: forged }, body)).toMatchObject(refused);
    expect(requests).toEqual([]);
  });

  test('is refused when it was signed for another subgraph, though the key is the same', async () => {
    const body = '{"query":"{ open }"}';
    const headers = new OriginSigner(testKeys, 'others').prepare({ ...sent, body })();
    expect(await post(headers, body)).toMatchObject(refused);
  });

  test('is refused in another content type, before its body is read', async () => {
    const body = '{"query":"{ open }"}';
    const headers = { ...signer.prepare({ ...sent, body })(), 'content-type': 'text/plain' };
    expect(await post(headers, body)).toMatchObject(refused);
  });
});

test('why a signature was refused stands in the log, and nothing of a key does', async () => {
  await tester.unsigned().send('{ open }');
  expect(served.atLeast(40)).toMatchObject([{ level: 40, reason: 'unsigned' }]);
});
