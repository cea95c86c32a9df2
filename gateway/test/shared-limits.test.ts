import { eventually, freePort, RedisServer, testCaller } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { composeLimited } from '../src/limits/test/composed.ts';
import { GatewayTester } from './gateway-tester.ts';

const PER_MINUTE = 100;
const GATEWAYS = 3;

/** A busy machine may keep Redis waiting, which is not what most of these tests are about. */
const PATIENT = { redisDeadlineMs: 5_000 };

async function gatewayOn(redisUrl: string, more: { redisDeadlineMs?: number } = {}): Promise<GatewayTester> {
  const gateway = await GatewayTester.start({
    supergraphSdl: composeLimited('type Query { free: Int rare: Int @rateLimit(limit: 10, duration: 300) }'),
    limits: { perMinute: PER_MINUTE, redisUrl, ...more },
  });
  gateway.played.queries.answers = () => ({ data: { free: 1, rare: 2 } });
  return gateway;
}

let port: number;
let redis: RedisServer;
let gateways: readonly GatewayTester[];
beforeAll(async () => {
  port = await freePort();
  redis = await RedisServer.start(port);
  gateways = await Promise.all(Array.from({ length: GATEWAYS }, () => gatewayOn(redis.url, PATIENT)));
}, 120_000);
afterEach(async () => {
  await redis.stop();
  redis = await RedisServer.start(port);
  await untilTogether();
}, 60_000);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await redis.stop();
});

const users = { count: 0 };
/** Somebody who has asked nothing yet. */
const newId = (): string => {
  users.count += 1;
  return `user-${users.count}`;
};

/** Asks one gateway so often at once. @returns how many were let through; every one was answered, with 200 or 429 */
async function letThrough(
  gateway: GatewayTester,
  id: string,
  times: number,
  query = '{ free }',
): Promise<number> {
  const client = await gateway.as(testCaller({ id }));
  const statuses = (await Promise.all(Array.from({ length: times }, () => client.send(query)))).map(
    ({ status }) => status,
  );
  expect(new Set([...statuses, 200, 429])).toEqual(new Set([200, 429]));
  return statuses.filter((status) => status === 200).length;
}

const all = (id: string, times: number, query?: string) =>
  Promise.all(gateways.map((gateway) => letThrough(gateway, id, times, query)));
const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);

/** Waits until each of these gateways counts in Redis again. */
async function untilTogether(these = gateways): Promise<void> {
  for (const gateway of these) {
    await eventually(async () => {
      const id = newId();
      await letThrough(gateway, id, 1);
      expect(await redis.command('GET', `{manuel-limits}:user:acme/${id}`)).toBe('1');
    });
  }
}

test('of 300 requests that a user sends to three gateways at once, exactly 100 are let through', async () => {
  const id = newId();
  expect(sum(await all(id, 100))).toBe(PER_MINUTE);
  expect(sum(await all(newId(), 20, '{ rare }'))).toBe(10);
  // And a gateway that has let none through knows it, too.
  expect(sum(await all(id, 1))).toBe(0);
});

test('what is counted goes away with its window', async () => {
  const id = newId();
  await all(id, 1, '{ rare }');
  const left = async (key: string) => Number(await redis.command('PTTL', `{manuel-limits}:${key}`));
  expect(await left(`user:acme/${id}`)).toBeLessThanOrEqual(60_000);
  expect(await left(`Query.rare:user:acme/${id}`)).toBeLessThanOrEqual(300_000);
  expect(await left(`Query.rare:user:acme/${id}`)).toBeGreaterThan(200_000);
});

test('all that one turn of a gateway counts is one call of Redis', async () => {
  await redis.command('CONFIG', 'RESETSTAT');
  const [gateway] = gateways;
  await letThrough(gateway ?? expect.fail(), newId(), 1, '{ free rare }');
  const statistics = String(await redis.command('INFO', 'commandstats'));
  expect(/cmdstat_evalsha:calls=(\d+)/.exec(statistics)?.[1]).toBe('1');
  expect(/cmdstat_incrby:calls=(\d+)/.exec(statistics)?.[1]).toBe('2');
});

test('while Redis is killed midway each gateway limits by itself, and together when it is back', async () => {
  const id = newId();
  const before = await all(id, 10);
  expect(before).toEqual([10, 10, 10]);
  const during = all(id, 60);
  await redis.stop();
  for (const [index, count] of (await during).entries())
    expect(count, `gateway ${index}`).toBeLessThanOrEqual(PER_MINUTE);
  // Each goes on from what it knew: ten at least were used.
  for (const count of await all(id, 150)) expect(count).toBeLessThanOrEqual(PER_MINUTE - 10);
  expect(await all(id, 5)).toEqual([0, 0, 0]);
  const other = newId();
  expect(await all(other, 150)).toEqual([100, 100, 100]);
  expect(await all(newId(), 15, '{ rare }')).toEqual([10, 10, 10]);
  redis = await RedisServer.start(port);
  await untilTogether();
  expect(sum(await all(newId(), 100))).toBe(PER_MINUTE);
}, 60_000);

test('a Redis that answers no more keeps nobody waiting', async () => {
  const gateway = await gatewayOn(redis.url);
  try {
    redis.freeze();
    expect(await letThrough(gateway, newId(), 150)).toBe(PER_MINUTE);
    redis.thaw();
    await untilTogether([gateway]);
  } finally {
    redis.thaw();
    await gateway.stop();
  }
}, 60_000);

test('a gateway that starts without its Redis limits by itself', async () => {
  const gateway = await gatewayOn(`redis://127.0.0.1:${await freePort()}`);
  try {
    expect(await letThrough(gateway, newId(), 150)).toBe(PER_MINUTE);
    const health = await (await fetch(`${gateway.address}/health/ready`)).json();
    expect(health).toMatchObject({ status: 'degraded', dependencies: { redis: { ok: false } } });
  } finally {
    await gateway.stop();
  }
}, 60_000);
