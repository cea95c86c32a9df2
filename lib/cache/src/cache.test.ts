import { randomUUID } from 'node:crypto';
import { eventually, freePort, RecordingLog, RedisServer, silentLog } from '@manuel/testkit';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { Cache } from './cache.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newCache(url: string | undefined, prefix: string = randomUUID(), log = silentLog): Cache {
  const cache = new Cache({ url, prefix, log });
  cleanups.push(() => cache.close());
  return cache;
}

async function newRedis(port?: number): Promise<RedisServer> {
  const redis = await RedisServer.start(port);
  cleanups.push(() => redis.stop());
  return redis;
}

/** Waits until the cache keeps what it is given, which it does from its first connection on. */
const keeps = (cache: Cache): Promise<void> =>
  eventually(async () => {
    await cache.setMany([{ key: 'probe', value: 'there' }], 60);
    expect(await cache.getMany(['probe'])).toEqual(['there']);
  });

describe.each([
  ['in memory', () => undefined],
  ['in Redis', () => inject('redisUrl')],
])('a cache %s', (_where, url) => {
  test('gives back what it was given, in the order of the keys', async () => {
    const cache = newCache(url());
    await keeps(cache);
    const entries = [
      { key: 'a', value: { text: 'ä', list: [1, 2.5], none: null } },
      { key: 'b', value: 0 },
      { key: 'c', value: null },
    ];
    await cache.setMany(entries, 60);
    expect(await cache.getMany(['c', 'missing', 'a', 'b'])).toEqual([null, undefined, entries[0]?.value, 0]);
  });

  test('forgets what is deleted and keeps the rest', async () => {
    const cache = newCache(url());
    await keeps(cache);
    await cache.setMany(
      ['a', 'b', 'c'].map((key) => ({ key, value: key })),
      60,
    );
    await cache.deleteMany(['a', 'c', 'missing']);
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual([undefined, 'b', undefined]);
  });

  test('forgets by itself when the time is over', async () => {
    const cache = newCache(url());
    await keeps(cache);
    await cache.setMany([{ key: 'short', value: 1 }], 0.05);
    await cache.setMany([{ key: 'long', value: 2 }], 60);
    await eventually(async () => expect(await cache.getMany(['short', 'long'])).toEqual([undefined, 2]));
  });

  test('is asked for nothing without harm', async () => {
    const cache = newCache(url());
    expect(await cache.getMany([])).toEqual([]);
    await cache.setMany([], 60);
    await cache.deleteMany([]);
    if (url() !== undefined) await keeps(cache);
    await cache.probe();
  });
});

test('owners with prefixes of their own do not meet, those with the same share', async () => {
  const prefix = randomUUID();
  const [one, same, other] = [prefix, prefix, randomUUID()].map((of) => newCache(inject('redisUrl'), of));
  if (!one || !same || !other) throw new Error('There are three caches.');
  for (const cache of [one, same, other]) await keeps(cache);
  await one.setMany([{ key: 'k', value: 'mine' }], 60);
  expect(await same.getMany(['k'])).toEqual(['mine']);
  expect(await other.getMany(['k'])).toEqual([undefined]);
});

describe('without its Redis', () => {
  /** Every call in one round: none may throw, and nothing is found. */
  async function missesQuietly(cache: Cache): Promise<void> {
    expect(await cache.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    await cache.setMany([{ key: 'a', value: 1 }], 60);
    await cache.deleteMany(['a']);
  }

  test('a cache that starts before Redis misses, and works as soon as Redis is there', async () => {
    const port = await freePort();
    const recording = new RecordingLog();
    const cache = newCache(`redis://127.0.0.1:${port}`, randomUUID(), recording.log);
    await missesQuietly(cache);
    await expect(cache.probe()).rejects.toThrow();
    await eventually(() => expect(recording.atLeast(40)).not.toEqual([]));
    await newRedis(port);
    await keeps(cache);
    await cache.probe();
    expect(recording.atLeast(40)).toHaveLength(1);
  });

  test('a cache whose Redis dies misses, and works again by itself when it is back', async () => {
    const redis = await newRedis();
    const cache = newCache(redis.url);
    await keeps(cache);
    await redis.stop();
    for (let round = 0; round < 5; round += 1) await missesQuietly(cache);
    await expect(cache.probe()).rejects.toThrow();
    await newRedis(redis.port);
    await keeps(cache);
  });

  test('a cache whose Redis is frozen misses without waiting for it, and works again when it thaws', async () => {
    const redis = await newRedis();
    const recording = new RecordingLog();
    const cache = newCache(redis.url, randomUUID(), recording.log);
    await keeps(cache);
    redis.freeze();
    // Each call that waits is one warning; after it Redis is left alone, so many calls wait only once or twice.
    for (let call = 0; call < 200; call += 1) expect(await cache.getMany(['a'])).toEqual([undefined]);
    const waits = recording.atLeast(40).filter(({ msg }) => msg === 'the cache is left alone for a moment');
    expect(waits.length).toBeGreaterThanOrEqual(1);
    expect(waits.length).toBeLessThanOrEqual(3);
    redis.thaw();
    await keeps(cache);
  });

  test('a value that cannot be written is a miss as well', async () => {
    const cache = newCache(inject('redisUrl'));
    await keeps(cache);
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await cache.setMany([{ key: 'circular', value: circular }], 60);
    expect(await cache.getMany(['circular'])).toEqual([undefined]);
  });
});
