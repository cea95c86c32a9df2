import { ChildScript, eventually, RecordingLog, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { afterAll, describe, expect, test } from 'vitest';
import { Database } from './database.ts';
import { type Attempt, Jobs, type QueueOptions } from './jobs.ts';
import { Outbox } from './outbox.ts';

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
afterAll(async () => {
  await jobs.close();
  await database.close();
});

interface Letter {
  readonly text: string;
}

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
    await jobs.work<Letter>('rolled-back', 1, async ({ data }) => void done.push(data.text));
    const sending = database.transaction(async (em) => {
      await jobs.send('rolled-back', [{ text: 'never' }], em);
      throw new Error('the change fails');
    });
    await expect(sending).rejects.toThrow('the change fails');
    expect(await jobs.pending('rolled-back')).toBe(0);
    await jobs.send('rolled-back', [{ text: 'after' }]);
    await eventually(() => expect(done).toEqual(['after']));
  });

  test('is done after its transaction was committed, not before', async () => {
    const done: string[] = [];
    await jobs.queue('committed', options);
    await jobs.work<Letter>('committed', 1, async ({ data }) => void done.push(data.text));
    await database.transaction(async (em) => {
      await jobs.send('committed', [{ text: 'one' }, { text: 'two' }], em);
      // Another session sees nothing of it yet, so no worker can.
      expect(await jobs.pending('committed')).toBe(0);
    });
    await eventually(() => expect(done.toSorted()).toEqual(['one', 'two']));
    await drained('committed');
  });

  test('that fails is tried again as often as is allowed, and then goes to the dead letters', async () => {
    const tries: number[] = [];
    const dead: string[] = [];
    await jobs.queue('dead', options);
    await jobs.queue('failing', { ...options, deadLetter: 'dead' });
    await jobs.work<Letter>('dead', 1, async ({ data }) => void dead.push(data.text));
    await jobs.work<Letter>('failing', 1, async ({ number }) => {
      tries.push(number);
      throw new Error('it fails');
    });
    await jobs.send('failing', [{ text: 'hopeless' }]);
    await eventually(() => expect({ tries, dead }).toEqual({ tries: [1, 2, 3], dead: ['hopeless'] }));
    await drained('failing');
  });

  test('is done by one worker at a time as often as is allowed', async () => {
    let running = 0;
    let most = 0;
    const done: string[] = [];
    await jobs.queue('parallel', options);
    await jobs.work<Letter>('parallel', 3, async ({ data }) => {
      running += 1;
      most = Math.max(most, running);
      await eventually(() => expect(running === 3 || done.length >= 3).toBe(true));
      done.push(data.text);
      running -= 1;
    });
    const letters = Array.from({ length: 6 }, (_, index) => ({ text: `letter ${index}` }));
    await jobs.send('parallel', letters);
    await eventually(() => expect(done.toSorted()).toEqual(letters.map(({ text }) => text)));
    expect(most).toBe(3);
  });

  test(
    'whose worker was killed is taken again by another',
    async () => {
      await jobs.queue('killed', options);
      await jobs.send('killed', [{ text: 'survives' }]);
      const worker = new ChildScript(`
      import { Jobs } from '@manuel/database';
      import { createLogger } from '@manuel/service';
      const jobs = await Jobs.open(
        ${JSON.stringify({ sessionUrl: database.sessionUrl, jobsSchema: 'work_jobs' })},
        createLogger('worker', 'silent'),
      );
      await jobs.queue('killed', ${JSON.stringify(options)});
      await jobs.work('killed', 1, async ({ data }) => {
        console.log('took ' + data.text);
        await new Promise(() => undefined);
      });`);
      await worker.printed('took survives');
      await worker.kill();
      const done: Pick<Attempt<Letter>, 'data' | 'number'>[] = [];
      await jobs.work<Letter>('killed', 1, async ({ data, number }) => void done.push({ data, number }));
      const survived = [{ data: { text: 'survives' }, number: 2 }];
      await eventually(() => expect(done).toEqual(survived), DEATH_IS_SEEN_MS);
      await drained('killed');
    },
    2 * DEATH_IS_SEEN_MS,
  );
});

describe('an outbox', () => {
  /** The other side, played by the test. */
  class Receiver {
    readonly taken: string[] = [];
    refused = 0;
    isAway = false;

    async take(letters: Letter[]): Promise<void> {
      if (this.isAway) {
        this.refused += 1;
        throw new Error('connection refused');
      }
      this.taken.push(...letters.map(({ text }) => text));
    }
  }

  test('delivers what was committed and nothing that was rolled back', async () => {
    const receiver = new Receiver();
    const outbox = new Outbox<Letter>(jobs, 'outbox-a', (letters) => receiver.take(letters), silentLog);
    await outbox.start();
    await database
      .transaction(async (em) => {
        await outbox.add([{ text: 'never' }], em);
        throw new Error('the change fails');
      })
      .catch(() => undefined);
    await database.transaction((em) => outbox.add([{ text: 'in a change' }], em));
    await outbox.add([{ text: 'alone' }]);
    await eventually(() => expect(receiver.taken.toSorted()).toEqual(['alone', 'in a change']));
    await eventually(async () => expect(await outbox.pending()).toBe(0));
  });

  test('keeps everything while the other side is away, says so, and delivers when it is back', async () => {
    const receiver = new Receiver();
    const recording = new RecordingLog();
    receiver.isAway = true;
    const deliver = (letters: Letter[]) => receiver.take(letters);
    const outbox = new Outbox<Letter>(jobs, 'outbox-b', deliver, recording.log);
    await outbox.start();
    const letters = Array.from({ length: 5 }, (_, index) => ({ text: `letter ${index}` }));
    await outbox.add(letters);
    await eventually(() => expect(receiver.refused).toBeGreaterThanOrEqual(1));
    expect(receiver.taken).toEqual([]);
    expect(await outbox.pending()).toBe(5);
    expect(recording.atLeast(40)[0]).toMatchObject({
      level: 40,
      msg: 'delivery waits for the other side',
      queue: 'outbox-b',
      count: 5,
    });
    receiver.isAway = false;
    await eventually(() => expect(receiver.taken.toSorted()).toEqual(letters.map(({ text }) => text)));
    await eventually(async () => expect(await outbox.pending()).toBe(0));
  });
});
