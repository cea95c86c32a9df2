import {
  eventually,
  RecordingLog,
  RedisCluster,
  RedisSentinels,
  RedisServer,
  testDatabase,
} from '@manuel/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import { migrateNotes } from './notes.ts';
import { Reader } from './reader.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Several Redis that seem one, and a way to make another one the master. */
interface Group {
  readonly url: string;
  stop(): Promise<void>;
}

/** In a cluster all keys of a prefix lie where this one does. */
const KEY = '{diary}';
const newDatabase = () => testDatabase('notes', migrateNotes);

function failover<T extends Group>(what: string, start: () => Promise<T>, fail: (group: T) => Promise<void>) {
  return {
    what,
    async start() {
      const group = await start();
      return { url: group.url, fail: () => fail(group), stop: () => group.stop() };
    },
  };
}

const startCluster = () => RedisCluster.start(KEY);
const startSentinels = () => RedisSentinels.start();
const failovers = await Promise.all(
  [
    failover('sentinels promote the replica of a killed master', startSentinels, async (group) => {
      await group.master.stop();
      await group.promoted();
    }),
    failover('sentinels promote the replica of a frozen master', startSentinels, async (group) => {
      group.master.freeze();
      await group.promoted();
    }),
    failover('a cluster promotes the replica of a killed master', startCluster, (group) =>
      group.killMaster(),
    ),
    failover('a cluster makes a living master a replica', startCluster, (group) => group.swap()),
    failover('the slot moves to another master of a cluster', startCluster, (group) => group.moveSlot()),
  ].map(async (one) => ({ ...one, databaseUrl: await newDatabase() })),
);
const [followedUrl, fullUrl] = [await newDatabase(), await newDatabase()];

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newReader(...asked: Parameters<typeof Reader.open>): Promise<Reader> {
  const reader = await Reader.open(...asked);
  cleanups.push(() => reader.close());
  return reader;
}

async function newRedis(...more: string[]): Promise<RedisServer> {
  const redis = await RedisServer.start(undefined, undefined, more);
  cleanups.push(() => redis.stop());
  return redis;
}

test.each(failovers)(
  'while $what nothing stale is shown, and then the cache is in use again',
  async ({ databaseUrl, start }) => {
    const group = await start();
    cleanups.push(() => group.stop());
    const [writer, reader] = [
      await newReader(databaseUrl, group.url),
      await newReader(databaseUrl, group.url),
    ];
    await writer.inUse();
    await reader.inUse();
    let isOver = false;
    const failing = group.fail().finally(() => {
      isOver = true;
    });
    for (let version = 1; !isOver; version += 1) {
      await writer.write('a', version);
      for (const one of [reader, writer]) expect(await one.versions('a', 'b')).toEqual([version, null]);
    }
    await failing;
    await writer.inUse();
    await reader.inUse();
    await writer.write('a', 0);
    for (const one of [reader, writer]) expect(await one.versions('a')).toEqual([0]);
    await reader.cache.probe();
  },
);

test('a master that was a replica for a moment is not believed, by the same connection either', async () => {
  const atOnce = ['--repl-diskless-sync-delay', '0'];
  const [redis, other] = [await newRedis(...atOnce), await newRedis(...atOnce)];
  const follow = async (one: RedisServer, port: number) => {
    await one.command('REPLICAOF', '127.0.0.1', String(port));
    await eventually(async () => expect(await one.command('ROLE')).toMatchObject({ 3: 'connected' }));
  };
  const reader = await newReader(followedUrl, redis.url);
  await reader.inUse();
  await reader.write('a', 1);
  await reader.versions('a');
  await follow(other, redis.port);
  await other.command('REPLICAOF', 'NO', 'ONE');
  await reader.inUse();
  await reader.write('a', 2);
  await follow(redis, other.port);
  await redis.command('REPLICAOF', 'NO', 'ONE');
  expect(String(await redis.command('KEYS', '*note:a'))).toContain('note:a');
  expect(await reader.versions('a')).toEqual([2]);
  await reader.inUse();
  expect(await reader.versions('a')).toEqual([2]);
});

test('a full Redis is left alone until it takes writes again', async () => {
  const redis = await newRedis();
  const recording = new RecordingLog();
  const reader = await newReader(fullUrl, redis.url, recording.log);
  await reader.inUse();
  await reader.write('a', 1);
  await reader.versions('a');
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  for (const version of [2, 3, 4]) {
    await reader.write('a', version);
    expect(await reader.versions('a')).toEqual([version]);
  }
  await expect(reader.cache.probe()).rejects.toThrow(/Redis is away: OOM/);
  const unconfirmed = recording.atLeast(40).filter(({ msg }) => msg === 'the cache does not confirm a write');
  expect(unconfirmed).toHaveLength(1);
  await redis.command('CONFIG', 'SET', 'maxmemory', '0');
  await reader.inUse();
  expect(await reader.versions('a')).toEqual([4]);
});
