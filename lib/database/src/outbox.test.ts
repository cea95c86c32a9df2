import { Declined, Unavailable } from '@manuel/service';
import { eventually, RecordingLog, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { afterAll, expect, test } from 'vitest';
import { Database } from './database.ts';
import type { DeadJob } from './dead-job.ts';
import { Jobs } from './jobs.ts';
import { Outbox } from './outbox.ts';

const url = await testDatabase('empty', async () => undefined);
// A database must have some entity; the tests send from its transactions alone.
const Nothing = defineEntity({ name: 'Nothing', properties: { id: p.text().primary() } });
const database = await Database.open({
  url,
  schema: 'post',
  jobsSchema: 'post_jobs',
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
const notes = Array.from({ length: 5 }, (_, index) => note(`note ${index}`));

/** The other side, played by the test: takes texts, each any number of times, and answers some with a code. */
class Receiver {
  readonly calls: string[][] = [];
  readonly taken: string[] = [];
  readonly codes = new Map<string, string>();
  isAway = false;
  /** Takes the next messages, and its answer gets lost. */
  losesAnswer = false;

  async take(received: readonly Note[]): Promise<void> {
    this.calls.push(received.map(({ text }) => text));
    if (this.isAway) throw new Unavailable('connection refused');
    for (const { text } of received) {
      const code = this.codes.get(text);
      if (code !== undefined) throw new Declined('It cannot.', { code, message: `${text} is wrong` });
    }
    this.taken.push(...received.map(({ text }) => text));
    if (!this.losesAnswer) return;
    this.losesAnswer = false;
    throw new Unavailable('The connection broke.');
  }

  /** How often a text was sent by itself. */
  alone(text: string): number {
    return this.calls.filter((call) => call.length === 1 && call[0] === text).length;
  }
}

async function outboxTo(receiver: Receiver, queue: string, log = silentLog): Promise<Outbox<Note>> {
  const outbox = new Outbox<Note>(jobs, queue, (received) => receiver.take(received), log);
  await outbox.start();
  return outbox;
}

/** Lets the pauses pass that are between two tries. */
async function hasten(queue: string): Promise<void> {
  await database
    .fork()
    .execute("update post_jobs.job set start_after = now() where name = ? and state = 'retry'", [queue]);
}

test('it delivers what was committed and nothing that was rolled back', async () => {
  const receiver = new Receiver();
  const outbox = await outboxTo(receiver, 'committed');
  await database
    .transaction(async (em) => {
      await outbox.add([note('never')], em);
      throw new Error('the change fails');
    })
    .catch(() => undefined);
  await database.transaction((em) => outbox.add([note('in a change')], em));
  await outbox.add([note('alone')]);
  await eventually(() => expect(receiver.taken.toSorted()).toEqual(['alone', 'in a change']));
  await eventually(async () => expect(await outbox.pending()).toBe(0));
});

test('it keeps everything while the other side is away, says so, and delivers when it is back', async () => {
  const receiver = new Receiver();
  const recording = new RecordingLog();
  receiver.isAway = true;
  const outbox = await outboxTo(receiver, 'away', recording.log);
  await outbox.add(notes);
  await eventually(async () => {
    await hasten('away');
    expect(receiver.calls.length).toBeGreaterThan(3);
  });
  expect(receiver.taken).toEqual([]);
  expect(await outbox.pending()).toBe(5);
  expect(recording.atLeast(40)[0]).toMatchObject({
    level: 40,
    msg: 'delivery waits for the other side',
    queue: 'away',
  });
  receiver.isAway = false;
  await hasten('away');
  await eventually(() => expect(receiver.taken.toSorted()).toEqual(notes.map(({ text }) => text)));
  await eventually(async () => expect(await outbox.pending()).toBe(0));
  expect(dead.filter(({ queue }) => queue === 'away')).toEqual([]);
});

test('what was taken without an answer is sent again, so receivers keep each message once', async () => {
  const receiver = new Receiver();
  receiver.losesAnswer = true;
  const outbox = await outboxTo(receiver, 'lost');
  await outbox.add([note('twice')]);
  await eventually(() => expect(receiver.taken).toEqual(['twice', 'twice']));
  await eventually(async () => expect(await outbox.pending()).toBe(0));
});

test('what waits is kept without an end, and its pauses are of random length', async () => {
  const receiver = new Receiver();
  receiver.isAway = true;
  const outbox = await outboxTo(receiver, 'kept');
  await outbox.add(Array.from({ length: 50 }, (_, index) => note(`note ${index}`)));
  const [kept] = await database
    .fork()
    .execute<{ years: number; tries: number; pauses: number; shortest: number; longest: number }[]>(
      `select min(extract(year from age(keep_until, now())))::int as years, min(retry_limit) as tries,
         count(distinct retry_delay_max)::int as pauses,
         min(retry_delay_max) as shortest, max(retry_delay_max) as longest
       from post_jobs.job where name = 'kept'`,
    );
  expect(kept?.years).toBeGreaterThan(60);
  expect(kept?.tries).toBe(2 ** 31 - 1);
  expect(kept?.pauses).toBeGreaterThan(5);
  expect(kept?.shortest).toBeGreaterThanOrEqual(15);
  expect(kept?.longest).toBeLessThanOrEqual(30);
});

test('a message that is refused is given up with the reason, and the others of its batch are delivered', async () => {
  const receiver = new Receiver();
  receiver.codes.set('note 2', 'BAD_USER_INPUT');
  const outbox = await outboxTo(receiver, 'refused');
  await database.transaction((em) => outbox.add(notes, em));
  await eventually(() =>
    expect(dead.filter(({ queue }) => queue === 'refused')).toMatchObject([
      { data: note('note 2'), reason: 'BAD_USER_INPUT: note 2 is wrong', tries: 1 },
    ]),
  );
  expect(receiver.taken.toSorted()).toEqual(['note 0', 'note 1', 'note 3', 'note 4']);
  expect(receiver.calls[0]).toHaveLength(5);
  expect(receiver.alone('note 2')).toBe(1);
  expect(await outbox.pending()).toBe(0);
});

test('a message that breaks the other side is tried twenty times, while it holds up no other', async () => {
  const receiver = new Receiver();
  receiver.codes.set('note 2', 'INTERNAL_SERVER_ERROR');
  const outbox = await outboxTo(receiver, 'breaking');
  await database.transaction((em) => outbox.add(notes, em));
  await eventually(() => expect(receiver.taken).toHaveLength(4));
  // Absences in between say nothing of the message and do not count.
  receiver.isAway = true;
  await eventually(async () => {
    await hasten('breaking');
    expect(receiver.alone('note 2')).toBeGreaterThanOrEqual(3);
  });
  receiver.isAway = false;
  const absences = receiver.alone('note 2') - 1;
  await eventually(async () => {
    await hasten('breaking');
    expect(dead.filter(({ queue }) => queue === 'breaking')).toMatchObject([
      { data: note('note 2'), reason: 'INTERNAL_SERVER_ERROR: note 2 is wrong' },
    ]);
  }, 60_000);
  expect(receiver.alone('note 2') - absences).toBe(20);
}, 90_000);

test.each(['UNAVAILABLE', 'UNAUTHENTICATED', 'FORBIDDEN', 'GRAPHQL_VALIDATION_FAILED'])(
  'an answer of %s is no verdict on the messages: they wait',
  async (code) => {
    const receiver = new Receiver();
    receiver.codes.set('note 0', code);
    const outbox = await outboxTo(receiver, code);
    await database.transaction((em) => outbox.add(notes, em));
    await eventually(() => expect(receiver.calls.length).toBeGreaterThanOrEqual(1));
    expect(receiver.calls[0]).toHaveLength(5);
    receiver.codes.clear();
    await eventually(() => expect(receiver.taken).toHaveLength(5));
    expect(dead.filter(({ queue }) => queue === code)).toEqual([]);
    await eventually(async () => expect(await outbox.pending()).toBe(0));
  },
);
