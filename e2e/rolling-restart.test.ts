import { testDatabase } from '@manuel/testkit';
import { expect, inject, test, vi } from 'vitest';
import { PATIENT } from './constellation.ts';
import { dry40 } from './files.ts';
import { ReplaceableProcesses, SUBGRAPHS } from './replaceable.ts';
import { User } from './user.ts';

vi.setConfig({ ...PATIENT, testTimeout: 240_000 });

const WORKERS = 4;
/** Requests that must be answered after each restart, before the next one. */
const REQUESTS_BETWEEN = 40;
const LOAD_DEADLINE_MS = 30_000;
/** Something of each subgraph. */
const READ = `{
  me { usage { today { used } } }
  manuals(first: 1) { edges { node { title auditTrail { id } } } }
  questions(first: 1) { edges { node { text cost { questions } } } }
}`;

// Empty: the processes migrate it themselves.
const databaseUrl = await testDatabase('empty', async () => undefined);
const processes = ReplaceableProcesses.forFile({
  ...{ DATABASE_URL: databaseUrl, REDIS_URL: inject('redisUrl') },
  ...{ QUOTA_PER_DAY: 1_000_000, QUOTA_PER_MONTH: 1_000_000 },
});

/** Reads and asks in turn, many times at once, until it is told to end. */
class Load {
  readonly failures: string[] = [];
  reads = 0;
  questions = 0;
  readonly #user: User;
  readonly #workers: readonly Promise<void>[];
  #isOver = false;

  constructor(user: User) {
    this.#user = user;
    this.#workers = Array.from({ length: WORKERS }, () => this.#work());
  }

  /** Waits until so many more requests have been answered. */
  async goOn(requests: number): Promise<void> {
    const enough = this.reads + this.questions + requests;
    await vi.waitFor(() => expect(this.reads + this.questions).toBeGreaterThan(enough), LOAD_DEADLINE_MS);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      await this.#try(async () => {
        const read = await this.#user.graphql.send(READ);
        this.reads += 1;
        expect(read.errors, String(read)).toEqual([]);
      });
      await this.#try(async () => {
        const asked = await this.#user.ask('How often must the air filter be washed?');
        this.questions += 1;
        asked.expectMatch({ ask: { __typename: 'Question', answer: { found: true } } });
      });
    }
  }

  async #try(request: () => Promise<void>): Promise<void> {
    await request().catch((error: unknown) => this.failures.push(String(error)));
  }
}

test('each subgraph is replaced and the keys are rotated under load, and no query and no mutation fails', async () => {
  const user = new User(processes, { id: 'ada', workspace: 'rolling', roles: ['admin'] });
  await user.addAndWait(await dry40());
  const load = new Load(user);
  try {
    await load.goOn(REQUESTS_BETWEEN);
    const signFrom = processes.rotateKeys();
    for (const name of SUBGRAPHS) {
      await processes.replace(name);
      await load.goOn(REQUESTS_BETWEEN);
    }
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(signFrom), LOAD_DEADLINE_MS);
    await load.goOn(REQUESTS_BETWEEN);
  } finally {
    await load.end();
  }
  const { failures, questions } = load;
  expect(failures, `${failures.length} requests failed, one of them:\n${failures[0]}`).toHaveLength(0);
  // None was done twice: each question was charged once.
  expect((await user.usageToday()).used).toBe(questions);
});
