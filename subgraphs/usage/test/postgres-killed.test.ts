import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '@manuel/database';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { newCaller, UsageTester } from './usage-tester.ts';

const WRITERS = 6;
const KILLS = 3;
/** Writes that must be taken before each kill, and after the last one. */
const BETWEEN_KILLS = 40;
const ENOUGH = 1_000_000;

const folder = temporaryFolder();
const startPostgres = () => PostgresServer.start({ dataFolder: folder.path, settings: { fsync: 'off' } });

/** Ends PostgreSQL as the kernel does when there is no memory left, with no chance to tidy up. */
function killPostgres(): void {
  const pid = Number(readFileSync(join(folder.path, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  if (!(pid > 1)) throw new Error('There is no PostgreSQL to be found.');
  process.kill(pid, 'SIGKILL');
}

/** Writers that take questions one after another, each again until it was told that it is taken. */
class Writers {
  readonly taken: string[] = [];
  readonly refusals = new Set<unknown>();
  readonly #usage: UsageTester;
  readonly #caller = newCaller();
  #isOver = false;
  readonly #running: Promise<unknown>;

  constructor(usage: UsageTester) {
    this.#usage = usage;
    this.#running = Promise.all(Array.from({ length: WRITERS }, () => this.#write()));
  }

  hasTaken(count: number): Promise<void> {
    return eventually(() => expect(this.taken.length).toBeGreaterThanOrEqual(count));
  }

  /** Lets each end with what it is about. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  counted(): Promise<[today: unknown, month: unknown]> {
    return this.#usage.used(this.#caller);
  }

  async #write(): Promise<void> {
    while (!this.#isOver) {
      const id = randomUUID();
      while (!(await this.#take(id))) await sleep(20);
      this.taken.push(id);
    }
  }

  async #take(id: string): Promise<boolean> {
    const answer = await this.#usage.take(this.#caller, id);
    for (const code of answer.codes) this.refusals.add(code);
    return answer.errors.length === 0 && answer.at('takeQuota', '__typename') === 'QuotaTaken';
  }
}

test('PostgreSQL is killed again and again during writes: what was acknowledged is there, and nothing twice', async () => {
  onTestFinished(folder.remove);
  let postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const usage = await UsageTester.start(postgres.url, { perDay: ENOUGH, perMonth: ENOUGH });
  onTestFinished(() => usage.stop());
  const readiness = async () => (await fetch(`${usage.served.address}/health/ready`)).status;
  const writers = new Writers(usage);
  onTestFinished(() => writers.end());
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await writers.hasTaken(writers.taken.length + BETWEEN_KILLS);
    killPostgres();
    await eventually(async () => expect(await readiness()).toBe(503));
    expect((await fetch(`${usage.served.address}/health/live`)).status).toBe(200);
    postgres = await startPostgres();
    await eventually(async () => expect(await readiness()).toBe(200));
  }
  await writers.hasTaken(writers.taken.length + BETWEEN_KILLS);
  await writers.end();

  const database = await openDatabase(postgres.url);
  onTestFinished(() => database.close());
  const charges = await database.fork().execute<{ id: string }[]>('select id from usage.charges');
  expect(charges.map(({ id }) => id).toSorted()).toEqual(writers.taken.toSorted());
  expect(await writers.counted()).toEqual([writers.taken.length, writers.taken.length]);
  expect([...writers.refusals]).toEqual(['UNAVAILABLE']);
}, 120_000);
