import { randomUUID } from 'node:crypto';
import { type GraphqlAnswer, RedisServer, Scrape, testCaller } from '@manuel/testkit';
import { parseList } from 'structured-headers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { composeLimited } from '../src/limits/test/composed.ts';
import { GatewayTester, METRICS_TOKEN } from './gateway-tester.ts';

const SDL = `
  type Query { free(n: Int): Int slow(n: Int): Int @rateLimit(limit: 3, duration: 30) other: Int @rateLimit(limit: 2, duration: 90) }
  type Mutation { change(n: Int): Int @rateLimit(limit: 2) }`;
const PER_MINUTE = 20;
const REFUSED_PER_MINUTE = PER_MINUTE;

let redis: RedisServer;
let gateway: GatewayTester;
beforeAll(async () => {
  redis = await RedisServer.start();
  gateway = await GatewayTester.start({
    supergraphSdl: composeLimited(SDL),
    // A busy machine may keep Redis waiting.
    limits: { perMinute: PER_MINUTE, redisUrl: redis.url, redisDeadlineMs: 10_000 },
  });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  await redis.stop();
});
afterEach(() => {
  gateway.played.queries.answers = answers;
});
const answers = () => ({ data: { free: 1, slow: 2, other: 3, change: 4, a1: 1, a2: 2, a3: 3 } });
beforeAll(() => {
  gateway.played.queries.answers = answers;
});

/** Somebody who has asked nothing yet. */
const newcomer = () => gateway.as(testCaller({ id: `u-${randomUUID()}` }));

/** A list of items with parameters, as an answer's header has it. */
function limitsIn(headers: Headers, name: string): Record<string, Record<string, unknown>> {
  const items = parseList(headers.get(name) ?? expect.fail(`There is no ${name}.`));
  return Object.fromEntries(
    items.map(([item, parameters]) => [String(item), Object.fromEntries(parameters)]),
  );
}

function expectLimited(answer: GraphqlAnswer, coordinate: string | undefined, within: number): void {
  answer.expectError(
    'RATE_LIMITED',
    /times in \d+ seconds(: try again in \d+ seconds|, and this operation asks it \d+ times: ask for less)\.$/,
  );
  expect(answer.status).toBe(429);
  expect(answer.data).toBeUndefined();
  const { extensions = {} } = answer.errors[0] ?? expect.fail();
  expect(extensions.coordinate).toBe(coordinate);
  expect(extensions.requestId).toBe(answer.headers.get('x-request-id'));
  const seconds = Number(extensions.retryAfterSeconds);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(within);
  expect(answer.headers.get('retry-after')).toBe(String(seconds));
}

describe('a caller', () => {
  test('may send so many requests in a minute, and then none', async () => {
    const client = await newcomer();
    for (let n = 1; n <= PER_MINUTE; n++) {
      const answer = await client.send('{ free }');
      answer.expectData({ free: 1 });
      expect(limitsIn(answer.headers, 'ratelimit-policy')).toEqual({ caller: { q: PER_MINUTE, w: 60 } });
      expect(limitsIn(answer.headers, 'ratelimit')).toEqual({
        caller: { r: PER_MINUTE - n, t: expect.any(Number) },
      });
    }
    const asked = gateway.asked;
    for (let n = 1; n <= 3; n++) {
      const answer = await client.send('{ free }');
      expectLimited(answer, undefined, 60);
      expect(limitsIn(answer.headers, 'ratelimit')).toMatchObject({ caller: { r: 0 } });
    }
    expect(gateway.asked).toBe(asked);
  });

  test('is one whatever token is shown, and nobody else', async () => {
    const id = `u-${randomUUID()}`;
    for (let n = 1; n <= PER_MINUTE; n++) await (await gateway.as(testCaller({ id }))).send('{ free }');
    expectLimited(await (await gateway.as(testCaller({ id }))).send('{ free }'), undefined, 60);
    (await (await gateway.as(testCaller({ id, workspace: 'other' }))).send('{ free }')).expectData({
      free: 1,
    });
    (await (await newcomer()).send('{ free }')).expectData({ free: 1 });
  });

  test.each(['application/json', 'application/graphql-response+json'])(
    'is answered with status 429 in %s',
    async (accept) => {
      const token = await gateway.token(testCaller({ id: `u-${randomUUID()}` }));
      const post = () =>
        fetch(gateway.graphqlUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${token}` },
          body: '{"query":"{ a1: slow a2: slow a3: slow a4: slow }"}',
        });
      const response = await post();
      expect(response.status).toBe(429);
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.json()).toEqual({
        errors: [
          {
            message:
              'Query.slow may be asked 3 times in 30 seconds, and this operation asks it 4 times: ask for less.',
            extensions: {
              ...{ code: 'RATE_LIMITED', coordinate: 'Query.slow' },
              ...{ retryAfterSeconds: expect.any(Number), requestId: expect.any(String) },
            },
          },
        ],
      });
    },
  );

  test('is counted for what is no operation, too', async () => {
    const token = await gateway.token(testCaller({ id: `u-${randomUUID()}` }));
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const bodies = [
      '{"query":"{"}',
      '{"query":"{ nothing }"}',
      '{',
      '{}',
      '{"query":"{ __schema { types { name } } }"}',
    ];
    for (let n = 0; n < PER_MINUTE; n++) {
      const body = bodies[n % bodies.length] ?? '';
      const response = await fetch(gateway.graphqlUrl, { method: 'POST', headers, body });
      expect(response.status, body).not.toBe(429);
      expect(limitsIn(response.headers, 'ratelimit'), body).toMatchObject({
        caller: { r: PER_MINUTE - n - 1 },
      });
    }
    for (const body of bodies)
      expect((await fetch(gateway.graphqlUrl, { method: 'POST', headers, body })).status, body).toBe(429);
  });

  test('who shares the answer of an equal request is counted like everybody', async () => {
    const client = await newcomer();
    const release = Promise.withResolvers<void>();
    gateway.played.queries.answers = async () => {
      await release.promise;
      return { data: { slow: 2 } };
    };
    const { asked } = gateway;
    const sent = Array.from({ length: 6 }, () => client.send('{ slow(n: 1) }'));
    await expect.poll(() => gateway.asked).toBe(asked + 1);
    release.resolve();
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 429, 429, 429]);
    const [first] = limitsOf(await client.send('{ free }'));
    expect(first).toMatchObject({ r: PER_MINUTE - 7 });
  });

  test('is told in every part of an answer in parts where the limits stand', async () => {
    const token = await gateway.token(testCaller({ id: `u-${randomUUID()}` }));
    const response = await fetch(gateway.graphqlUrl, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${token}` },
        accept: 'multipart/mixed; deferSpec=20220824, application/json',
      },
      body: '{"query":"{ free ... @defer { slow } }"}',
    });
    expect(response.status).toBe(200);
    await response.text();
    expect(Object.keys(limitsIn(response.headers, 'ratelimit'))).toEqual(['caller', 'Query.slow']);
  });
});

const limitsOf = ({ headers }: GraphqlAnswer) => Object.values(limitsIn(headers, 'ratelimit'));

describe('a field with a rate', () => {
  test('is limited by itself, and nothing of an operation over it is run', async () => {
    const client = await newcomer();
    for (let n = 0; n < 3; n++) (await client.send('{ slow }')).expectData({ slow: 2 });
    const { asked } = gateway;
    expectLimited(await client.send('{ slow }'), 'Query.slow', 30);
    expectLimited(await client.send('{ free slow other }'), 'Query.slow', 30);
    expect(gateway.asked).toBe(asked);
    const answer = await client.send('{ free }');
    answer.expectData({ free: 1 });
    expect(limitsIn(answer.headers, 'ratelimit')).toEqual({
      caller: { r: PER_MINUTE - 6, t: expect.any(Number) },
    });
    // What the refused operation asked has counted.
    const last = await client.send('{ other }');
    expect(limitsIn(last.headers, 'ratelimit')).toMatchObject({ 'Query.other': { r: 0 } });
    expect(limitsIn(last.headers, 'ratelimit-policy')).toEqual({
      ...{ caller: { q: PER_MINUTE, w: 60 }, 'Query.other': { q: 2, w: 90 } },
    });
  });

  test('counts under each alias', async () => {
    const client = await newcomer();
    expectLimited(await client.send('mutation { a1: change a2: change a3: change }'), 'Mutation.change', 60);
    expectLimited(await client.send('mutation { change }'), 'Mutation.change', 60);
  });

  test('counts only where @include lets it stand', async () => {
    const client = await newcomer();
    const text = 'query ($with: Boolean!) { free slow @include(if: $with) }';
    for (let n = 0; n < 5; n++) (await client.send(text, { with: false })).expectData({ free: 1 });
    for (let n = 0; n < 3; n++) (await client.send(text, { with: true })).expectData({ free: 1, slow: 2 });
    expectLimited(await client.send(text, { with: true }), 'Query.slow', 30);
    (await client.send(text, { with: false })).expectData({ free: 1 });
  });

  test('counts for each user by itself', async () => {
    for (let user = 0; user < 2; user++) {
      const client = await newcomer();
      for (let n = 0; n < 3; n++) (await client.send('{ slow }')).expectData({ slow: 2 });
      expectLimited(await client.send('{ slow }'), 'Query.slow', 30);
    }
  });
});

test('what is refused leaves one entry for each limit and caller in a minute, and is measured', async () => {
  const id = `u-${randomUUID()}`;
  const client = await gateway.as(testCaller({ id }));
  for (let n = 0; n < 5; n++) await client.send('{ slow }');
  for (let n = 0; n < 5; n++) await client.send('{ other }');
  const entries = () => gateway.entries().filter(({ actorId }) => actorId === id);
  await expect.poll(() => entries().length).toBe(2);
  const refused = { action: 'request.refuse', outcome: 'REFUSED', code: 'RATE_LIMITED' };
  expect(entries()).toMatchObject([
    { ...refused, target: 'limit:Query.slow' },
    { ...refused, target: 'limit:Query.other' },
  ]);
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const scrape = new Scrape(await (await fetch(`${gateway.address}/metrics`, { headers })).text());
  const decided = (outcome: string) =>
    scrape.value('manuel_limit_decisions_total', {
      ...{ manuel_limit_name: 'Query.slow', manuel_limit_outcome: outcome },
    });
  expect(decided('allowed')).toBeGreaterThan(2);
  expect(decided('limited')).toBeGreaterThan(1);
});

describe('in a gateway of its own', () => {
  let own: GatewayTester;
  beforeAll(async () => {
    own = await GatewayTester.start({
      supergraphSdl: composeLimited(SDL),
      limits: { perMinute: REFUSED_PER_MINUTE, redisUrl: undefined },
    });
    own.played.queries.answers = answers;
  }, 120_000);
  afterAll(() => own.stop());

  test('nobody is counted by address, and no header makes another one', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(own.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ __typename }"}',
      });
    for (let n = 0; n < PER_MINUTE; n++)
      expect((await post({ 'x-forwarded-for': `192.0.2.${n}` })).status).toBe(200);
    expect((await post({ 'x-forwarded-for': '192.0.2.99', forwarded: 'for=192.0.2.98' })).status).toBe(429);
    (await (await own.as(testCaller())).send('{ free }')).expectData({ free: 1 });
  });

  test('a new supergraph brings its own rates', async () => {
    const client = await own.as(testCaller({ id: 'rates' }));
    for (let n = 0; n < 3; n++) (await client.send('{ slow }')).expectData({ slow: 2 });
    expectLimited(await client.send('{ slow }'), 'Query.slow', 30);
    own.replaceSupergraph(composeLimited(SDL.replace('limit: 3, duration: 30', 'limit: 6, duration: 30')));
    expect(() => own.replaceSupergraph(composeLimited(SDL.replace('limit: 3', 'limit: -3')))).toThrow(
      '@rateLimit at Query.slow needs limit',
    );
    // Four of six are used: those of a rate count on when it changes.
    for (let n = 0; n < 2; n++) (await client.send('{ slow }')).expectData({ slow: 2 });
  });

  test('an address with too many refused credentials is refused whatever it shows then', async () => {
    const good = await own.as(testCaller({ id: 'good' }));
    (await good.send('{ free }')).expectData({ free: 1 });
    for (let n = 0; n < REFUSED_PER_MINUTE; n++) {
      const shown = n % 2 === 0 ? { authorization: `Bearer a.b.${n}` } : { 'signature-input': `a=${n}` };
      expect((await guess(own, shown)).status).toBe(401);
    }
    const refused = await guess(own, { authorization: 'Bearer e.f.g' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(limitsIn(refused.headers, 'ratelimit-policy')).toEqual({
      credentials: { q: REFUSED_PER_MINUTE, w: 60 },
    });
    expect(JSON.stringify(await refused.json())).toMatch(/RATE_LIMITED.*requestId/);
    expectLimited(await good.send('{ free }'), undefined, 60);
    const metrics = await fetch(`${own.address}/metrics`, { headers: { authorization: 'Bearer e.f.g' } });
    expect(metrics.status).toBe(429);
  });
});

const guess = (one: GatewayTester, shown: Record<string, string>) =>
  fetch(one.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...shown },
    body: '{"query":"{ __typename }"}',
  });
