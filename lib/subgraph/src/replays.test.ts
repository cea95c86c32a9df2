import { RedisNonces } from '@manuel/cache';
import { OriginSigner, OriginVerifier } from '@manuel/identity';
import { RecordingLog, RedisServer, testCaller, testKeys } from '@manuel/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { serverOf } from './service.ts';

const recording = new RecordingLog();
const cleanups: (() => Promise<unknown>)[] = [];
let executed = 0;
let redis: RedisServer;
let one: FastifyInstance;
let two: FastifyInstance;

/** One replica of a subgraph, which shares with others what it knows of nonces. */
async function replica(): Promise<FastifyInstance> {
  const nonces = await RedisNonces.open(redis.url, 'notes', recording.log);
  const { server, metrics } = serverOf(
    {
      subgraph: {
        async execute() {
          executed += 1;
          return { data: {} };
        },
      },
      ...{ probes: {}, routes: () => undefined, measure: () => undefined },
      ...{ onRefused: async () => undefined, stop: async () => undefined },
    },
    {
      ...{ name: 'notes', metricsToken: 'of-nobody', log: recording.log },
      origins: new OriginVerifier(testKeys, 'notes', nonces),
    },
  );
  cleanups.push(async () => {
    await server.close();
    await metrics.stop();
    nonces.close();
  });
  return server;
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly payload: string;
}

function signed(query: string): Sent {
  const payload = JSON.stringify({ query });
  const origin = { caller: testCaller(), service: null, requestId: 'r-1' };
  const headers = new OriginSigner(testKeys, 'notes').prepare({ origin, path: '/graphql', body: payload })();
  return { headers, payload };
}

async function status(server: FastifyInstance, { headers, payload }: Sent): Promise<number> {
  return (await server.inject({ method: 'POST', url: '/graphql', headers, payload })).statusCode;
}

const reasons = () => recording.lines.flatMap(({ reason }) => reason ?? []);
const warnings = () => recording.atLeast(40).filter(({ reason }) => reason === undefined);

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  [one, two] = [await replica(), await replica()];
  executed = 0;
  recording.lines.length = 0;
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('a mutation that one replica has taken is refused by the other', async () => {
  const mutation = signed('mutation { write }');
  expect(await status(one, mutation)).toBe(200);
  expect(await status(two, mutation)).toBe(401);
  expect(executed).toBe(1);
  expect(reasons()).toEqual(['replayed']);
});

test('of many replicas that get it at once, one takes it', async () => {
  const mutation = signed('mutation { write }');
  const statuses = await Promise.all(
    [one, two, one, two, one, two].map((server) => status(server, mutation)),
  );
  expect(statuses.toSorted()).toEqual([200, 401, 401, 401, 401, 401]);
  expect(executed).toBe(1);
});

test('a replica that was started anew refuses what was taken before', async () => {
  const mutation = signed('mutation { write }');
  expect(await status(one, mutation)).toBe(200);
  expect(await status(await replica(), mutation)).toBe(401);
});

test('a query is known to the replica that answered it, and nothing of it is kept in Redis', async () => {
  await redis.command('FLUSHALL');
  const query = signed('{ read }');
  expect(await status(one, query)).toBe(200);
  expect(await status(one, query)).toBe(401);
  expect(await status(two, query)).toBe(200);
  expect(await redis.command('DBSIZE')).toBe(0);
});

test('what may hold a mutation is asked for in Redis', async () => {
  const hidden = signed('fragment F on Query { read } mutation { write }');
  expect(await status(one, hidden)).toBe(200);
  expect(await status(two, hidden)).toBe(401);
});

test('while Redis does not answer, nothing hangs and each replica refuses what it took itself', async () => {
  redis.freeze();
  try {
    const mutation = signed('mutation { write }');
    expect(await status(one, mutation)).toBe(200);
    expect(await status(one, mutation)).toBe(401);
    expect(await status(one, signed('mutation { write }'))).toBe(200);
    expect(warnings()).toMatchObject([{ msg: 'the shared memory of signatures is left alone for a moment' }]);
  } finally {
    redis.thaw();
  }
});

test('without Redis each replica refuses what it took itself, and says so once', async () => {
  await redis.stop();
  const mutation = signed('mutation { write }');
  expect(await status(one, mutation)).toBe(200);
  expect(await status(one, mutation)).toBe(401);
  expect(await status(one, signed('mutation { write }'))).toBe(200);
  expect(reasons()).toEqual(['replayed']);
  await expect.poll(() => warnings().length).toBe(2);
  for (const { msg } of warnings())
    expect(msg).toBe('Redis is away: each process remembers by itself which signatures were used');
});
