import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import { freePort, RedisServer, temporaryFolder, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { config } from './config.ts';
import { type Operation, violationsIn } from './consistency/history.ts';
import { TcpProxy } from './consistency/tcp-proxy.ts';
import { WorkerProcess } from './consistency/worker-process.ts';
import { migrateNotes, openNotes } from './notes.ts';

const IDS = Array.from({ length: 12 }, (_, index) => `n${index}`);
/** From the end of a fault until the cache is in use again, and somewhat longer. */
const CALM_MS = 4_000;
const FAULT_MS = 1_500;
const LEAST_OPERATIONS = 20_000;
const LEAST_HITS = 2_000;

const databaseUrl = await testDatabase('notes', migrateNotes);
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Two processes on one database and one Redis, which one of them reaches through a proxy. */
class Stage {
  readonly #port: number;
  readonly #proxy: TcpProxy;
  readonly #processes: readonly WorkerProcess[];
  #redis: RedisServer | undefined;

  private constructor(port: number, proxy: TcpProxy) {
    this.#port = port;
    this.#proxy = proxy;
    const order = { databaseUrl, ids: IDS, readers: 6, writers: 3 };
    this.#processes = [port, proxy.port].map(
      (of) => new WorkerProcess({ ...order, redisUrl: `redis://127.0.0.1:${of}` }),
    );
  }

  static async open(): Promise<Stage> {
    const port = await freePort();
    return new Stage(port, await TcpProxy.to(port));
  }

  readonly faults: Readonly<Record<string, () => Promise<void>>> = {
    'was absent at the start': async () => {
      await sleep(FAULT_MS);
      await this.#start();
    },
    'was killed and came back empty': async () => {
      await this.#redis?.stop();
      rmSync(join(folder.path, 'dump.rdb'), { force: true });
      await sleep(FAULT_MS);
      await this.#start();
    },
    'froze and thawed': async () => {
      this.#redis?.freeze();
      await sleep(FAULT_MS);
      this.#redis?.thaw();
    },
    'came back at once with what it had saved': async () => {
      await this.#command('SAVE');
      await sleep(FAULT_MS);
      await this.#redis?.stop();
      await this.#start();
    },
    'was full': async () => {
      await this.#command('CONFIG', 'SET', 'maxmemory', '1');
      await sleep(FAULT_MS);
      await this.#command('CONFIG', 'SET', 'maxmemory', '0');
    },
    'was cut off from one process alone': async () => {
      this.#proxy.cut();
      await sleep(FAULT_MS);
      this.#proxy.mend();
    },
    'was asked by a process that stood still for longer than trust lasts': async () => {
      this.#processes[0]?.freeze();
      await sleep(FAULT_MS);
      this.#processes[0]?.thaw();
    },
  };

  async stop(): Promise<{ operations: Operation[]; loaded: number; problems: string[] }> {
    const reports = await Promise.all(this.#processes.map((one) => one.stop()));
    return {
      operations: reports.flatMap(({ operations }) => operations),
      loaded: reports.reduce((sum, { loaded }) => sum + loaded, 0),
      problems: reports.flatMap(({ problems }) => problems),
    };
  }

  async close(): Promise<void> {
    for (const one of this.#processes) one.kill();
    await this.#proxy.stop();
    await this.#redis?.stop();
  }

  async #start(): Promise<void> {
    this.#redis = await RedisServer.start(this.#port, folder.path);
  }

  async #command(...words: string[]): Promise<void> {
    const client = createClient({ url: `redis://127.0.0.1:${this.#port}` });
    client.on('error', () => undefined);
    await client.connect();
    await client.sendCommand(words);
    client.destroy();
  }
}

describe('two processes, a Redis that fails and everybody who reads and writes at once', () => {
  test('show nothing that is older than what was acknowledged', {
    timeout: config.rounds * 120_000,
  }, async () => {
    const database = await openNotes(databaseUrl);
    await database.fork().execute(`insert into diary.turns values ${IDS.map(() => '(?)').join(', ')}`, IDS);
    await database.close();
    const stage = await Stage.open();
    try {
      const { 'was absent at the start': absent, ...others } = stage.faults;
      await absent?.();
      for (let round = 0; round < config.rounds; round += 1) {
        for (const fault of Object.values(others).toSorted(() => Math.random() - 0.5)) {
          await sleep(CALM_MS);
          await fault();
        }
      }
      await sleep(CALM_MS);
      const { operations, loaded, problems } = await stage.stop();
      expect(violationsIn(operations).slice(0, 5)).toEqual([]);
      expect(problems).toEqual([]);
      expect(operations.length).toBeGreaterThan(LEAST_OPERATIONS);
      // Without hits there is nothing to be wrong.
      const reads = operations.filter(({ kind }) => kind === 'read').length;
      expect(reads - loaded).toBeGreaterThan(LEAST_HITS);
    } finally {
      await stage.close();
    }
  });
});
