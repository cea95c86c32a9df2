import { RedisCluster, RedisServer, silentLog } from '@manuel/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { Counters } from './counters.ts';
import { PREFIX } from './redis-counts.ts';

const RATE = { limit: 3, duration: 60 };

function newCounters(redisUrl: string | undefined): Counters {
  const counters = new Counters(redisUrl, silentLog, 5_000);
  onTestFinished(() => counters.close());
  return counters;
}

test('what is counted in memory is over when it is more than the rate', async () => {
  const counters = newCounters(undefined);
  expect(await counters.count('a', RATE, 2)).toMatchObject({ isOver: false, remaining: 1 });
  expect(await counters.count('a', RATE, 2)).toMatchObject({ isOver: true, remaining: 0 });
  expect(await counters.count('b', RATE, 3)).toMatchObject({ isOver: false, remaining: 0 });
  const { msUntilReset } = await counters.count('a', RATE, 1);
  expect(msUntilReset).toBeGreaterThan(50_000);
  expect(msUntilReset).toBeLessThanOrEqual(60_000);
});

test('a window of one second is over after a second', async () => {
  const counters = newCounters(undefined);
  const rate = { limit: 1, duration: 1 };
  await counters.count('a', rate, 1);
  await expect.poll(() => counters.count('a', rate, 1), { timeout: 10_000 }).toMatchObject({ isOver: false });
});

test('gateways on a cluster count on one master of it, all keys in one call', async () => {
  const cluster = await RedisCluster.start(PREFIX);
  onTestFinished(() => cluster.stop());
  const [one, other] = [newCounters(cluster.url), newCounters(cluster.url)];
  await Promise.all([one.opened(), other.opened()]);
  const keys = ['a', 'b', 'c', 'd'];
  await Promise.all(keys.map((key) => one.count(key, RATE, 2)));
  const standings = await Promise.all(keys.map((key) => other.count(key, RATE, 2)));
  expect(standings.map(({ isOver }) => isOver)).toEqual([true, true, true, true]);
}, 60_000);

test('what Redis told last is where a gateway goes on without it', async () => {
  const redis = await RedisServer.start();
  const counters = newCounters(redis.url);
  await counters.opened();
  await counters.count('a', RATE, 2);
  await redis.stop();
  await expect
    .poll(() =>
      counters.probe?.().then(
        () => 'there',
        () => 'away',
      ),
    )
    .toBe('away');
  const standings = await Promise.all([1, 2, 3].map(() => counters.count('a', RATE, 1)));
  expect(standings.map(({ isOver }) => isOver)).toEqual([false, true, true]);
}, 60_000);
