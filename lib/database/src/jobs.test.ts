import { ChildScript, eventually, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { Attempt } from './attempt.ts';
import { Database } from './database.ts';
import type { DeadJob } from './dead-job.ts';
import { Jobs, type QueueOptions } from './jobs.ts';

const url = await testDatabase('empty', async () => undefined);
// A database must have some entity; the tests send from its transactions alone.
const Nothing = defineEntity({ name: 'Nothing', properties: { id: p.text().primary() } });
const database = await Database.open({
  url,
  schema: 'work',
  jobsSchema: 'work_jobs',
  entities: [Nothing],
  migrations: [],
});
await database.migrate(silentLog);
const jobs = await Jobs.open(database, silentLog);
const dead: DeadJob[] = [];
await jobs.workDead(async (job) => void dead.push(job));
afterAll(async () => {
  await jobs.close();
  await database.close();
});

interface Note {
  readonly workspace: string;
  readonly text: string;
}

const note = (text: string): Note => ({ workspace: 'w', text });

const options: QueueOptions = {
  retries: 2,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 1,
  heartbeatSeconds: 10,
  expireSeconds: 60,
};

/** More than a heartbeat, the look for missing ones, and a retry. */
const DEATH_IS_SEEN_MS = 60_000;

/** Waits until everything that was sent before has been worked on. */
const drained = (queue: string): Promise<void> =>
  eventually(async () => expect(await jobs.pending(queue)).toBe(0));

describe('a job', () => {
  test('that was sent in a transaction which rolled back is never done', async () => {
    const done: string[] = [];
    await jobs.queue('rolled-back', options);
    await jobs.work<Note>('rolled-back', 1, async ({ data }) => void done.push(data.text));
    const sending = database.transaction(async (em) => {
      await jobs.send('rolled-back', [note('never')], em);
      throw new Error('the change fails');
    });
    await expect(sending).rejects.toThrow('the change fails');
    expect(await jobs.pending('rolled-back')).toBe(0);
    await jobs.send('rolled-back', [note('after')]);
    await eventually(() => expect(done).toEqual(['after']));
  });

  test('is done after its transaction was committed, not before', async () => {
    const done: string[] = [];
    await jobs.queue('committed', options);
    await jobs.work<Note>('committed', 1, async ({ data }) => void done.push(data.text));
    await database.transaction(async (em) => {
      await jobs.send('committed', [note('one'), note('two')], em);
      // Another session sees nothing of it yet, so no worker can.
      expect(await jobs.pending('committed')).toBe(0);
    });
    await eventually(() => expect(done.toSorted()).toEqual(['one', 'two']));
    await drained('committed');
  });

  test('that fails is tried again as often as is allowed, and is then given up with the reason', async () => {
    const tries: number[] = [];
    await jobs.queue('failing', options);
    await jobs.work<Note>('failing', 1, async ({ number }) => {
      tries.push(number);
      throw new Error('it fails');
    });
    await jobs.send('failing', [note('hopeless')]);
    await eventually(() =>
      expect({ tries, dead: dead.filter(({ queue }) => queue === 'failing') }).toMatchObject({
        tries: [1, 2, 3],
        dead: [{ data: note('hopeless'), reason: 'it fails', tries: 3 }],
      }),
    );
    await drained('failing');
  });

  test('of a higher priority is done before those that were sent earlier', async () => {
    await jobs.queue('ranked', options);
    await jobs.send('ranked', [note('first'), note('second')]);
    await jobs.send('ranked', [note('urgent')], undefined, 1);
    const done: string[] = [];
    await jobs.work<Note>('ranked', 1, async ({ data }) => void done.push(data.text));
    await drained('ranked');
    expect(done).toEqual(['urgent', 'first', 'second']);
  });

  test('that an earlier version left waiting is given up as one of this', async () => {
    await jobs.queue('upgraded', options);
    await jobs.send('upgraded', [note('waits')]);
    const em = database.fork();
    await em.execute(
      "update work_jobs.job set dead_letter = null, keep_until = now() where name = 'upgraded'",
    );
    await jobs.queue('upgraded', { ...options, retries: 0 });
    const [job] = await em.execute<object[]>(
      `select dead_letter, retry_limit, keep_until > now() + interval '60 years' as is_kept
       from work_jobs.job where name = 'upgraded'`,
    );
    expect(job).toEqual({ dead_letter: 'dead', retry_limit: 0, is_kept: true });
  });

  test('is done by one worker at a time as often as is allowed', async () => {
    let running = 0;
    let most = 0;
    const done: string[] = [];
    await jobs.queue('parallel', options);
    await jobs.work<Note>('parallel', 3, async ({ data }) => {
      running += 1;
      most = Math.max(most, running);
      await eventually(() => expect(running === 3 || done.length >= 3).toBe(true));
      done.push(data.text);
      running -= 1;
    });
    const letters = Array.from({ length: 6 }, (_, index) => note(`letter ${index}`));
    await jobs.send('parallel', letters);
    await eventually(() => expect(done.toSorted()).toEqual(letters.map(({ text }) => text)));
    expect(most).toBe(3);
  });

  test(
    'whose worker was killed is taken again by another, or given up when it was its last try',
    async () => {
      await jobs.queue('killed', options);
      await jobs.queue('fatal', { ...options, retries: 0 });
      await jobs.send('killed', [note('survives')]);
      await jobs.send('fatal', [note('kills')]);
      const worker = new ChildScript(`
      import { Jobs } from '@manuel/database';
      import { createLogger } from '@manuel/service';
      const jobs = await Jobs.open(
        ${JSON.stringify({ sessionUrl: database.sessionUrl, jobsSchema: 'work_jobs' })},
        createLogger('worker', 'silent'),
      );
      await jobs.queue('killed', ${JSON.stringify(options)});
      const take = async ({ data }) => {
        console.log('took ' + data.text);
        await new Promise(() => undefined);
      };
      await jobs.work('fatal', 1, take);
      await jobs.work('killed', 1, take);`);
      await worker.printed('took kills');
      await worker.printed('took survives');
      await worker.kill();
      const done: Pick<Attempt<Note>, 'data' | 'number'>[] = [];
      await jobs.work<Note>('killed', 1, async ({ data, number }) => void done.push({ data, number }));
      const survived = [{ data: note('survives'), number: 2 }];
      await eventually(() => expect(done).toEqual(survived), DEATH_IS_SEEN_MS);
      await drained('killed');
      const lost = { data: note('kills'), reason: 'job heartbeat timeout', tries: 1 };
      await eventually(() => expect(dead).toContainEqual(expect.objectContaining(lost)), DEATH_IS_SEEN_MS);
    },
    2 * DEATH_IS_SEEN_MS,
  );
});
