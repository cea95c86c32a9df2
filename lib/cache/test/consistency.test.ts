import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  RedisCluster,
  RedisSentinels,
  RedisServer,
  temporaryFolder,
  testDatabase,
} from '@manuel/testkit';
import { afterAll, describe, onTestFinished, test } from 'vitest';
import { config } from './config.ts';
import { type Play, play } from './consistency/play.ts';
import { TcpProxy } from './consistency/tcp-proxy.ts';
import { migrateNotes } from './notes.ts';

const FAULT_MS = 1_500;
/** Of the prefix that the processes use. */
const KEY = '{diary}';

type Faults = Readonly<Record<string, Play['faults'][number]>>;

const newDatabase = () => testDatabase('notes', migrateNotes);
const [singleUrl, sentinelsUrl, clusterUrl] = [await newDatabase(), await newDatabase(), await newDatabase()];
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A Redis that two processes share, which one of them reaches through a proxy. */
class Single {
  readonly urls: readonly [string, string];
  readonly #port: number;
  readonly #proxy: TcpProxy;
  #redis: RedisServer | undefined;

  private constructor(port: number, proxy: TcpProxy) {
    this.#port = port;
    this.#proxy = proxy;
    this.urls = [`redis://127.0.0.1:${port}`, `redis://127.0.0.1:${proxy.port}`];
  }

  static async open(): Promise<Single> {
    const port = await freePort();
    return new Single(port, await TcpProxy.to(port));
  }

  readonly faults: Faults = {
    'was killed and came back empty': async () => {
      await this.#redis?.stop();
      rmSync(join(folder.path, 'dump.rdb'), { force: true });
      await sleep(FAULT_MS);
      await this.start();
    },
    'froze and thawed': async () => {
      this.#redis?.freeze();
      await sleep(FAULT_MS);
      this.#redis?.thaw();
    },
    'came back at once with what it had saved': async () => {
      await this.#redis?.command('SAVE');
      await sleep(FAULT_MS);
      await this.#redis?.stop();
      await this.start();
    },
    'was full': async () => {
      await this.#redis?.command('CONFIG', 'SET', 'maxmemory', '1');
      await sleep(FAULT_MS);
      await this.#redis?.command('CONFIG', 'SET', 'maxmemory', '0');
    },
    'was cut off from one process alone': async () => {
      this.#proxy.cut();
      await sleep(FAULT_MS);
      this.#proxy.mend();
    },
    'was asked by a process that stood still for longer than trust lasts': async ([process]) => {
      process.freeze();
      await sleep(FAULT_MS);
      process.thaw();
    },
  };

  async start(): Promise<void> {
    this.#redis = await RedisServer.start(this.#port, folder.path);
  }

  async stop(): Promise<void> {
    await this.#proxy.stop();
    await this.#redis?.stop();
  }
}

function faultsOfSentinels(group: RedisSentinels): Faults {
  return {
    'had its master killed, and got another replica': async () => {
      await group.master.stop();
      await group.promoted();
      await group.replace();
    },
    'had a frozen master that came back when there was another one': async () => {
      const { master } = group;
      master.freeze();
      await group.promoted();
      master.thaw();
    },
    'was told to make another one the master': () => group.swap(),
  };
}

function faultsOfCluster(group: RedisCluster): Faults {
  return {
    'was told to make another one the master, twice': async () => {
      await group.swap();
      await group.swap();
    },
    'moved the slot, and back later': async () => {
      await group.moveSlot();
      await sleep(FAULT_MS);
      await group.moveSlotBack();
    },
  };
}

/** Goes through the faults again and again, each time in another order. */
function inRounds(faults: Faults): Play['faults'] {
  const shuffled = () =>
    Object.values(faults)
      .map((fault) => ({ fault, rank: Math.random() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ fault }) => fault);
  return Array.from({ length: config.rounds }, shuffled).flat();
}

describe('two processes, and everybody who reads and writes at once, show nothing that is older than what was acknowledged', {
  timeout: config.rounds * 120_000,
}, () => {
  test('with a Redis that fails', async () => {
    const redis = await Single.open();
    onTestFinished(() => redis.stop());
    const absent = async () => {
      await sleep(FAULT_MS);
      await redis.start();
    };
    await play({
      ...{ databaseUrl: singleUrl, redisUrls: redis.urls },
      faults: [absent, ...inRounds(redis.faults)],
      least: { operations: 20_000, hits: 2_000 },
    });
  });

  test('with sentinels that change the master', async () => {
    const group = await RedisSentinels.start();
    onTestFinished(() => group.stop());
    await play({
      ...{ databaseUrl: sentinelsUrl, redisUrls: [group.url, group.url] },
      faults: [nothing, ...inRounds(faultsOfSentinels(group))],
      least: { operations: 5_000, hits: 500 },
    });
  });

  test('with a cluster that changes the master', async () => {
    const group = await RedisCluster.start(KEY);
    onTestFinished(() => group.stop());
    await play({
      ...{ databaseUrl: clusterUrl, redisUrls: [group.url, group.url] },
      faults: [nothing, ...inRounds(faultsOfCluster(group))],
      least: { operations: 5_000, hits: 500 },
    });
  });
});

async function nothing(): Promise<void> {}
