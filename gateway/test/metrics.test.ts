import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type Labels, Scrape, testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSupergraph } from '../src/supergraph.ts';
import { GatewayTester, METRICS_TOKEN, SUBGRAPHS } from './gateway-tester.ts';

const OPERATIONS = 'manuel_operation_duration_seconds_count';
const CALLS = 'manuel_subgraph_request_duration_seconds_count';
const REQUESTS = 'http_server_request_duration_seconds_count';

const admin = testCaller({ roles: ['admin'] });
const author = testCaller({ roles: ['author'] });
let gateway: GatewayTester;
beforeAll(async () => {
  gateway = await GatewayTester.start();
}, 120_000);
afterAll(() => gateway.stop());

beforeEach(() => {
  for (const name of SUBGRAPHS) gateway.played[name].comeBack();
  gateway.played.usage.answers = () => ({ data: { me: { id: 'ada' } } });
  gateway.played.manuals.answers = () => ({
    data: { manual: { __typename: 'Manual', id: 'm1', title: 'Drill' } },
  });
});

async function read(caller = admin): Promise<Response> {
  const authorization = `Bearer ${await gateway.token(caller)}`;
  return fetch(`${gateway.address}/metrics`, { headers: { authorization } });
}

async function scraped(): Promise<Scrape> {
  const response = await read();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Scrape(await response.text());
}

/** By how much a series grows while something is done; a request is counted once its answer has left. */
async function growth(doing: () => Promise<unknown>, series: readonly (readonly [string, Labels])[]) {
  const before = await scraped();
  await doing();
  const after = await scraped();
  return series.map(([name, labels]) => after.value(name, labels) - before.value(name, labels));
}

const ME = '{ me { id } }';
const BOTH = '{ me { id } manual(id: "m1") { title } }';

describe('the metrics may be read', () => {
  test.each([
    ['nobody', {}, 401, 'UNAUTHENTICATED'],
    ['a forged token', { authorization: 'Bearer a.b.c' }, 401, 'UNAUTHENTICATED'],
  ])('not by %s', async (_who, headers, status, code) => {
    const response = await fetch(`${gateway.address}/metrics`, { headers: new Headers(headers) });
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer( error="invalid_token", error_description="[^"]+")?$/,
    );
    const requestId = response.headers.get('x-request-id') ?? '';
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code, requestId } }] });
    const entry = { action: 'request.refuse', outcome: 'REFUSED', code, actorId: null, target: 'metrics' };
    expect(await gateway.entryOf(requestId)).toMatchObject(entry);
  });

  test.each(['reader', 'author', 'auditor'] as const)('not by somebody with the role %s', async (role) => {
    const caller = testCaller({ id: 'rita', roles: [role] });
    const response = await read(caller);
    expect(response.status).toBe(403);
    const requestId = response.headers.get('x-request-id') ?? '';
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN', requestId } }],
    });
    expect(await gateway.entryOf(requestId)).toMatchObject({ code: 'FORBIDDEN', actorId: 'rita' });
  });

  test('by an admin, as Prometheus reads', async () => {
    const scrape = await scraped();
    expect(scrape.value('target_info', { service_name: 'gateway' })).toBe(1);
    expect(scrape.value('process_memory_usage_bytes')).toBeGreaterThan(0);
  });

  test('by whoever bears the installation’s token, which opens nothing else', async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await fetch(`${gateway.address}/metrics`, { headers });
    expect(response.status).toBe(200);
    expect(new Scrape(await response.text()).value('target_info', { service_name: 'gateway' })).toBe(1);
    const asked = await fetch(`${gateway.address}/graphql?query={__typename}`, { headers });
    expect(asked.status).toBe(401);
  });
});

describe('an operation is counted', () => {
  test('with its request and each call of a subgraph', async () => {
    const ask = async () => (await gateway.as()).send(BOTH);
    const request = { http_request_method: 'POST', url_scheme: 'http', http_route: '/graphql' };
    expect(
      await growth(ask, [
        [OPERATIONS, { graphql_operation_type: 'query' }],
        [CALLS, { manuel_subgraph_name: 'usage' }],
        [CALLS, { manuel_subgraph_name: 'manuals' }],
        [CALLS, { manuel_subgraph_name: 'queries' }],
        [REQUESTS, { ...request, http_response_status_code: '200' }],
      ]),
    ).toEqual([1, 1, 1, 0, 1]);
  });

  test('as what it is when it is a mutation', async () => {
    gateway.played.manuals.answers = () => ({ data: { removeManual: { __typename: 'ManualRemoved' } } });
    const ask = async () =>
      (await gateway.as(author)).send('mutation { removeManual(id: "1") { __typename } }');
    expect(await growth(ask, [[OPERATIONS, { graphql_operation_type: 'mutation' }]])).toEqual([1]);
  });

  test('with the subgraph that is down', async () => {
    gateway.played.manuals.goAway();
    const ask = async () => (await gateway.as()).send(BOTH);
    expect(
      await growth(ask, [
        [OPERATIONS, { graphql_operation_type: 'query', error_type: 'UNAVAILABLE' }],
        [CALLS, { manuel_subgraph_name: 'manuals', error_type: 'UNAVAILABLE' }],
        [CALLS, { manuel_subgraph_name: 'manuals' }],
        [CALLS, { manuel_subgraph_name: 'usage' }],
      ]),
    ).toEqual([1, 1, 0, 1]);
  });

  test('with the code of a subgraph’s error', async () => {
    gateway.played.manuals.answers = () => ({
      data: { manual: null },
      errors: [{ message: 'No.', path: ['manual'], extensions: { code: 'FORBIDDEN' } }],
    });
    const ask = async () => (await gateway.as()).send(BOTH);
    expect(
      await growth(ask, [
        [OPERATIONS, { graphql_operation_type: 'query', error_type: 'FORBIDDEN' }],
        [CALLS, { manuel_subgraph_name: 'manuals', error_type: 'FORBIDDEN' }],
      ]),
    ).toEqual([1, 1]);
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', undefined, '{ me {'],
    ['GRAPHQL_VALIDATION_FAILED', undefined, '{ secrets }'],
    ['OPERATION_TOO_COMPLEX', 'query', `{ ${Array.from({ length: 501 }, (_, n) => `a${n}: me { id }`)} }`],
  ])('that is refused with %s, and asks no subgraph', async (error_type, type, query) => {
    const ask = async () => (await gateway.as()).send(query);
    const labels = { error_type, ...(type !== undefined && { graphql_operation_type: type }) };
    const calls = SUBGRAPHS.map((manuel_subgraph_name) => [CALLS, { manuel_subgraph_name }] as const);
    expect(await growth(ask, [[OPERATIONS, labels], ...calls])).toEqual([1, 0, 0, 0, 0]);
  });

  test('that nobody may ask', async () => {
    const labels = { graphql_operation_type: 'query', error_type: 'UNAUTHENTICATED' };
    expect(await growth(() => gateway.anonymous().send(ME), [[OPERATIONS, labels]])).toEqual([1]);
  });
});

test('a program that is there is a hit, also after a new supergraph', async () => {
  const series = ['manuel_program_hits_total', 'manuel_program_misses_total', 'manuel_program_cached'].map(
    (name) => [name, {}] as const,
  );
  const user = await gateway.as();
  const ask = async () => {
    for (let turn = 0; turn < 3; turn += 1) await user.send('query Again { me { id } }');
  };
  expect(await growth(ask, series)).toEqual([2, 1, 1]);
  const [hits, planned] = await growth(async () => {
    gateway.replaceSupergraph(`${readSupergraph()}\n# another\n`);
    await ask();
  }, series);
  expect(hits).toBe(3);
  // What is in use is planned ahead, so nothing that has been counted is forgotten.
  expect(planned).toBeGreaterThan(0);
});

test('an answer for several who ask at once is counted as shared', async () => {
  const user = await gateway.as();
  gateway.played.usage.answers = async () => {
    await sleep(50);
    return { data: { me: { id: 'ada' } } };
  };
  const ask = () => Promise.all(Array.from({ length: 5 }, () => user.send(ME)));
  await eventually(async () => {
    const [shared] = await growth(ask, [['manuel_answer_shared_total', {}]]);
    expect(shared).toBeGreaterThan(0);
  });
});

test('what clients and subgraphs may choose makes no series', async () => {
  const user = await gateway.as(admin);
  const unbounded = async (turn: number) => {
    await user.send(`query Name${turn} { me { id } }`);
    await user.send(`{ me { id } alias${turn}: __typename }`);
    await fetch(`${gateway.address}/made-up/${turn}`);
    gateway.played.usage.answers = () => ({
      data: { me: null },
      errors: [{ message: 'No.', path: ['me'], extensions: { code: `CODE_${turn}` } }],
    });
    await user.send(ME);
    gateway.played.usage.answers = () => ({ data: { me: { id: 'ada' } } });
  };
  for (let turn = 0; turn < 3; turn += 1) await unbounded(turn);
  const countOf = (scrape: Scrape) =>
    [OPERATIONS, CALLS, REQUESTS].map((name) => scrape.samples(name).length);
  const before = await scraped();
  for (let turn = 3; turn < 30; turn += 1) await unbounded(turn);
  const after = await scraped();
  expect(countOf(after)).toEqual(countOf(before));
  const other = { manuel_subgraph_name: 'usage', error_type: '_OTHER' };
  expect(after.value(CALLS, other) - before.value(CALLS, other)).toBe(27);
});
