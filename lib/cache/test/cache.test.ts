import { createClient } from '@keyv/redis';
import type { UnitOfWork } from '@manuel/database';
import { Metrics } from '@manuel/metrics';
import {
  eventually,
  freePort,
  RecordingLog,
  RedisServer,
  Scrape,
  silentLog,
  temporaryFolder,
  testDatabase,
} from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrateNotes, Note, notesOf } from './notes.ts';
import { keyOf, Reader } from './reader.ts';

/** Longer than a reader waits. */
const BUSY_MS = 150;

const newDatabase = () => testDatabase('notes', migrateNotes);
const stores = [
  { where: 'in memory', databaseUrl: await newDatabase(), url: () => undefined },
  { where: 'in Redis', databaseUrl: await newDatabase(), url: () => inject('redisUrl') },
];
const sharedUrl = await newDatabase();
const memoryUrl = await newDatabase();
const faultyUrls = await Promise.all(Array.from({ length: 7 }, newDatabase));

describe.each(stores)('a cache $where', ({ databaseUrl, url }) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.open(databaseUrl, url());
    await reader.inUse();
  });
  afterAll(() => reader.close());

  test('keeps what was loaded, in the order of the keys', async () => {
    await reader.write('a', 1);
    await reader.write('b', 2);
    expect(await reader.versions('b', 'a')).toEqual([2, 1]);
    expect(await reader.versions('a', 'b')).toEqual([1, 2]);
    expect(await reader.loadsOf('a', 'b')).toBe(0);
    reader.loads = [];
    await reader.write('c', 3);
    expect(await reader.versions('a', 'c', 'b')).toEqual([1, 3, 2]);
    expect(reader.loads).toEqual([[keyOf('c')]]);
  });

  test('keeps that there is nothing, until there is something', async () => {
    expect(await reader.versions('later')).toEqual([null]);
    expect(await reader.loadsOf('later')).toBe(0);
    await reader.write('later', 1);
    expect(await reader.versions('later')).toEqual([1]);
  });

  test('counts what it found, loaded, kept and blocked', async () => {
    const metrics = new Metrics('test');
    reader.cache.measure(metrics);
    const counts = async () => {
      const scrape = new Scrape(await metrics.scrape());
      return ['hits', 'misses', 'bypasses', 'fills', 'blocks', 'generation_ends'].map((what) =>
        scrape.value(`manuel_cache_${what}_total`, { manuel_cache_name: 'diary' }),
      );
    };
    const before = await counts();
    await reader.write('counted', 1);
    await reader.versions('counted', 'uncounted');
    await reader.versions('counted', 'uncounted');
    await reader.versions('counted');
    const after = await counts();
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([3, 2, 0, 2, 1, 0]);
    await metrics.stop();
  });

  test('is asked for nothing without harm', async () => {
    expect(await reader.versions()).toEqual([]);
    await reader.cache.probe();
  });

  test('shows every kind of write as soon as it is acknowledged', async () => {
    const writes: readonly [(em: UnitOfWork) => Promise<unknown>, number | null][] = [
      [(em) => em.insert(Note, { id: 'w', version: 1 }), 1],
      [(em) => em.nativeUpdate(Note, { id: 'w' }, { version: 2 }), 2],
      [(em) => em.upsert(Note, { id: 'w', version: 3 }), 3],
      [(em) => em.execute("update diary.notes set version = 4 where id = 'w'"), 4],
      [(em) => em.transactional((inner) => inner.nativeUpdate(Note, { id: 'w' }, { version: 5 })), 5],
      [async (em) => em.assign(await em.findOneOrFail(Note, { id: 'w' }), { version: 6 }), 6],
      [(em) => em.nativeDelete(Note, { id: 'w' }), null],
    ];
    for (const [write, version] of writes) {
      await reader.versions('w');
      await reader.database.transaction(write);
      expect(await reader.versions('w')).toEqual([version]);
    }
  });

  test('keeps what it has when a transaction is rolled back, as a whole or in part', async () => {
    await reader.write('kept', 1);
    await reader.versions('kept');
    const whole = reader.database.transaction(async (em) => {
      await em.nativeUpdate(Note, { id: 'kept' }, { version: 2 });
      throw new Error('undone');
    });
    await expect(whole).rejects.toThrow('undone');
    await reader.database.transaction(async (em) => {
      const part = em.transactional(async (inner) => {
        await inner.nativeUpdate(Note, { id: 'kept' }, { version: 3 });
        throw new Error('undone');
      });
      await part.catch(() => undefined);
    });
    expect(await reader.loadsOf('kept')).toBe(0);
    expect(await reader.versions('kept')).toEqual([1]);
  });

  test('asks the database once for what a hundred want at the same time', async () => {
    await reader.write('wanted', 1);
    reader.loads = [];
    const all = await Promise.all(Array.from({ length: 100 }, () => reader.versions('wanted')));
    expect(all).toEqual(Array.from({ length: 100 }, () => [1]));
    expect(reader.loads).toHaveLength(1);
  });

  test('keeps nothing that was read before a write and arrives after it, and gives it to nobody else', async () => {
    await reader.write('slow', 1);
    const resume = Promise.withResolvers<void>();
    const loading = Promise.withResolvers<void>();
    const kind = notesOf(reader.database);
    const slow = reader.cache.read([keyOf('slow')], {
      ...kind,
      async load(keys) {
        const rows = await kind.load(keys);
        loading.resolve();
        await resume.promise;
        return rows;
      },
    });
    await loading.promise;
    await reader.write('slow', 2);
    expect(await reader.versions('slow')).toEqual([2]);
    resume.resolve();
    expect(await slow).toEqual([{ id: 'slow', version: 1 }]);
    expect(await reader.versions('slow')).toEqual([2]);
  });

  test('keeps nothing while a writer is about to commit', async () => {
    await reader.write('open', 1);
    await reader.versions('open');
    await reader.database.transaction(async (em) => {
      await em.nativeUpdate(Note, { id: 'open' }, { version: 2 });
      expect(await reader.versions('open')).toEqual([1]);
    });
    expect(await reader.versions('open')).toEqual([2]);
  });

  test('keeps nothing after a commit that failed, as nobody knows what became of it', async () => {
    await reader.write('failed', 1);
    await reader.versions('failed');
    await reader.database.fork().execute(
      `create function diary.refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
       create constraint trigger refused after update on diary.notes deferrable initially deferred
       for each row when (new.id = 'failed') execute function diary.refuse()`,
    );
    await expect(reader.write('failed', 2)).rejects.toThrow('refused');
    expect(await reader.versions('failed')).toEqual([1]);
    expect(await reader.loadsOf('failed')).toBe(1);
  });

  test('takes no value of another shape', async () => {
    await reader.write('shaped', 1);
    await reader.versions('shaped');
    const other = { ...notesOf(reader.database), shape: 2, load: async () => new Map() };
    expect(await reader.cache.read([keyOf('shaped')], other)).toEqual([null]);
    expect(await reader.versions('shaped')).toEqual([1]);
  });

  /** Two readers of one key, of which the second one finds the load of the first. */
  async function readTwice(key: string, keepsAbsence: boolean, first: Promise<ReadonlyMap<string, number>>) {
    const begun = Promise.withResolvers<void>();
    const read = (load: () => Promise<ReadonlyMap<string, number>>) =>
      reader.cache.read([key], { shape: 1, keepsAbsence, load });
    const one = read(() => {
      begun.resolve();
      return first;
    });
    await begun.promise;
    const other = read(async () => new Map([[key, 1]]));
    // It has found the first one's load by the time at which a later read has been answered.
    await reader.versions('probe');
    return { one, other };
  }

  test('loads anew what was not there when a load of another reader began, where that is not kept', async () => {
    const earlier = Promise.withResolvers<ReadonlyMap<string, number>>();
    const { one, other } = await readTwice('new', false, earlier.promise);
    earlier.resolve(new Map());
    expect(await one).toEqual([null]);
    expect(await other).toEqual([1]);
  });

  test('loads again for the others when the one who loads for them leaves', async () => {
    const leave = Promise.withResolvers<never>();
    const { one, other } = await readTwice('left', true, leave.promise);
    leave.reject(new Error('gone'));
    await expect(one).rejects.toThrow('gone');
    expect(await other).toEqual([1]);
  });

  test('passes on what the loading throws, and loads again', async () => {
    const failing = { shape: 1, keepsAbsence: true, load: () => Promise.reject(new Error('no database')) };
    await expect(reader.cache.read([keyOf('failing')], failing)).rejects.toThrow('no database');
    expect(await reader.versions('failing')).toEqual([null]);
  });
});

describe('processes that share a Redis', () => {
  let one: Reader;
  let other: Reader;
  beforeAll(async () => {
    one = await Reader.open(sharedUrl, inject('redisUrl'));
    other = await Reader.open(sharedUrl, inject('redisUrl'));
    await one.inUse();
    await other.inUse();
  });
  afterAll(async () => {
    await one.close();
    await other.close();
  });

  test('find what the other loaded, and never what the other has changed', async () => {
    await one.write('a', 1);
    await one.versions('a');
    expect(await other.loadsOf('a')).toBe(0);
    await other.write('a', 2);
    expect(await one.versions('a')).toEqual([2]);
  });

  test('a transaction that finds nothing left to change waits for whoever changed it', async () => {
    await one.write('gone', 1);
    await other.versions('gone');
    expect(await other.loadsOf('gone')).toBe(0);
    const remove = () => one.database.transaction((em) => em.nativeDelete(Note, { id: 'gone' }));
    // Ends the generation: who changes something now is acknowledged when nobody believes in it any more.
    await one.database.fork().execute("insert into diary.notes values ('by hand', 1)");
    const first = remove();
    await eventually(async () => expect(await one.database.fork().count(Note, { id: 'gone' })).toBe(0));
    expect(await remove()).toBe(0);
    expect(await other.versions('gone')).toEqual([null]);
    expect(await first).toBe(1);
    await one.inUse();
    await other.inUse();
  });

  test.each([
    [
      'a statement by hand',
      "insert into diary.notes values ('hand', 2) on conflict (id) do update set version = 2",
    ],
    ['a truncated table', 'truncate diary.notes'],
  ])('forget everything soon after %s', async (_what, sql) => {
    await one.write('hand', 1);
    await one.versions('hand');
    await one.database.fork().execute(sql);
    await eventually(async () => expect(await other.versions('hand')).not.toEqual([1]));
    await one.inUse();
    await other.inUse();
  });

  test('see a change of very many rows at once', async () => {
    await one.write('many-1', 0);
    await one.versions('many-1');
    await one.database.transaction((em) =>
      em.execute(
        `insert into diary.notes select 'many-' || n, 1 from generate_series(1, 9000) n
         on conflict (id) do update set version = 1`,
      ),
    );
    expect(await other.versions('many-1')).toEqual([1]);
    await other.inUse();
  });
});

test('of processes without Redis one keeps values, and shows what the others write', async () => {
  const [keeper, other] = [await Reader.open(memoryUrl, undefined), await Reader.open(memoryUrl, undefined)];
  try {
    await keeper.write('a', 1);
    await eventually(async () => {
      const loads = [await keeper.loadsOf('a'), await other.loadsOf('a')];
      expect(loads.toSorted()).toEqual([0, 1]);
    });
    for (const version of [2, 3]) {
      for (const writer of [keeper, other]) {
        await writer.write('a', version);
        for (const reader of [keeper, other]) expect(await reader.versions('a')).toEqual([version]);
      }
    }
  } finally {
    await keeper.close();
    await other.close();
  }
});

describe('with a Redis that fails', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  const used = faultyUrls.values();
  const nextUrl = () => used.next().value ?? '';
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function newReader(databaseUrl: string, url: string, log = silentLog): Promise<Reader> {
    const reader = await Reader.open(databaseUrl, url, log);
    cleanups.push(() => reader.close());
    return reader;
  }

  async function newRedis(port?: number, folder?: string): Promise<RedisServer> {
    const redis = await RedisServer.start(port, folder);
    cleanups.push(() => redis.stop());
    return redis;
  }

  test('a cache that starts before it works as soon as it is there', async () => {
    const port = await freePort();
    const recording = new RecordingLog();
    const reader = await newReader(nextUrl(), `redis://127.0.0.1:${port}`, recording.log);
    await reader.write('a', 1);
    expect(await reader.versions('a', 'b')).toEqual([1, null]);
    await expect(reader.cache.probe()).rejects.toThrow();
    await eventually(() => expect(recording.atLeast(40)).not.toEqual([]));
    await newRedis(port);
    await reader.inUse();
    expect(recording.atLeast(40)).toHaveLength(1);
  });

  test('what is written while it is away is not stale when it is back', async () => {
    const redis = await newRedis();
    const reader = await newReader(nextUrl(), redis.url);
    await reader.inUse();
    await reader.write('a', 1);
    await reader.versions('a');
    await redis.stop();
    await reader.write('a', 2);
    expect(await reader.versions('a')).toEqual([2]);
    await newRedis(redis.port);
    await reader.inUse();
    expect(await reader.versions('a')).toEqual([2]);
  });

  test('one that comes back with what it had saved is not believed', async () => {
    const folder = temporaryFolder();
    cleanups.push(async () => folder.remove());
    const redis = await newRedis(undefined, folder.path);
    const reader = await newReader(nextUrl(), redis.url);
    await reader.inUse();
    await reader.write('a', 1);
    await reader.versions('a');
    await redis.command('SAVE');
    await reader.write('a', 2);
    await redis.stop();
    await newRedis(redis.port, folder.path);
    await eventually(() => reader.cache.probe());
    expect(await reader.versions('a')).toEqual([2]);
    await reader.inUse();
    expect(await reader.versions('a')).toEqual([2]);
  });

  test('a frozen one holds nobody up twice, and what was written meanwhile is not stale when it thaws', async () => {
    const redis = await newRedis();
    const recording = new RecordingLog();
    const reader = await newReader(nextUrl(), redis.url, recording.log);
    await reader.inUse();
    await reader.write('a', 1);
    await reader.versions('a');
    redis.freeze();
    // Each call that waits is one warning; after it Redis is left alone, so many calls wait only once or twice.
    for (let call = 0; call < 200; call += 1) expect(await reader.versions('a')).toEqual([1]);
    const waits = recording.atLeast(40).filter(({ msg }) => msg === 'the cache is left alone for a moment');
    expect(waits.length).toBeGreaterThanOrEqual(1);
    expect(waits.length).toBeLessThanOrEqual(3);
    await reader.write('a', 2);
    redis.thaw();
    expect(await reader.versions('a')).toEqual([2]);
    await reader.inUse();
    expect(await reader.versions('a')).toEqual([2]);
  });

  test('one that has answered while this process was busy is no slow one', async () => {
    const redis = await newRedis();
    const recording = new RecordingLog();
    const reader = await newReader(nextUrl(), redis.url, recording.log);
    await reader.inUse();
    await reader.write('a', 1);
    await reader.versions('a');
    const beBusy = () => {
      for (const end = performance.now() + BUSY_MS; performance.now() < end; );
    };
    // Before the request is sent, when it has just been, and while its answer is on the way.
    for (const turns of [0, 1, 2]) {
      await reader.inUse();
      const loads = reader.loadsOf('a');
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      beBusy();
      expect(await loads).toBe(0);
    }
    expect(recording.atLeast(40)).toEqual([]);
  });

  test('a writer that does not reach it is seen by readers that do', async () => {
    const databaseUrl = nextUrl();
    const redis = await newRedis();
    const reader = await newReader(databaseUrl, redis.url);
    const writer = await newReader(databaseUrl, `redis://127.0.0.1:${await freePort()}`);
    await reader.inUse();
    for (const version of [1, 2]) {
      await writer.write('a', version);
      expect(await reader.versions('a')).toEqual([version]);
      await reader.inUse();
    }
  });

  test('a hundred values cost one MGET and one script to read and fill, and one MGET once they are there', async () => {
    const redis = await newRedis();
    const reader = await newReader(nextUrl(), redis.url);
    await reader.inUse();
    const client = createClient({ url: redis.url });
    await client.connect();
    cleanups.push(async () => client.destroy());
    const commands = async () => {
      const stats = await client.info('commandstats');
      const count = (name: string) =>
        Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
      return { mget: count('mget'), evalsha: count('evalsha') };
    };
    const ids = Array.from({ length: 100 }, (_, index) => `h${index}`);
    const before = await commands();
    expect(await reader.loadsOf(...ids)).toBe(1);
    const cold = await commands();
    expect(await reader.loadsOf(...ids)).toBe(0);
    const warm = await commands();
    expect({ mget: cold.mget - before.mget, evalsha: cold.evalsha - before.evalsha }).toEqual({
      mget: 1,
      evalsha: 2,
    });
    expect({ mget: warm.mget - cold.mget, evalsha: warm.evalsha - cold.evalsha }).toEqual({
      mget: 1,
      evalsha: 1,
    });
  });
});
