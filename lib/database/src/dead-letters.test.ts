import { isId, newId } from '@manuel/service';
import { eventually, RecordingLog, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { afterAll, describe, expect, test } from 'vitest';
import { Database } from './database.ts';
import { DeadLetters, type Letter } from './dead-letters.ts';
import { type JobContent, Jobs } from './jobs.ts';
import { createDeadLetters } from './letters-table.ts';

class Letters extends Migration {
  override up(): void {
    for (const sql of createDeadLetters('office')) this.addSql(sql);
    this.addSql('create table office.told (id text primary key)');
  }
}

const url = await testDatabase('empty', async () => undefined);
const Told = defineEntity({ name: 'Told', tableName: 'told', properties: { id: p.text().primary() } });
const database = await Database.open({
  ...{ url, schema: 'office', jobsSchema: 'office_jobs', entities: [Told] },
  migrations: [{ name: '0001-letters', class: Letters }],
});
await database.migrate(silentLog);
const jobs = await Jobs.open(database, silentLog);
const recording = new RecordingLog();
const hooked: string[] = [];
const nothing = async (): Promise<void> => undefined;
const letters = new DeadLetters(database, jobs, recording.log, {
  hooked: {
    onDeath: async ({ workspace }, em) => {
      await em.execute('insert into office.told (id) values (?)', [`died in ${workspace}`]);
    },
    onRedrive: async ({ workspace }) => void hooked.push(workspace),
  },
  explained: {
    onDeath: nothing,
    onRedrive: nothing,
    onDiscard: async ({ workspace }) => void hooked.push(`discarded in ${workspace}`),
    explain: async ({ data, reason, tries }) => `${Object(data).text} failed ${tries} time: ${reason}`,
  },
});
await letters.start();
afterAll(async () => {
  await jobs.close();
  await database.close();
});

interface Note extends JobContent {
  readonly text: string;
}

/** A queue whose jobs die at their first try until the test says otherwise. */
async function poisoned(queue: string): Promise<{ done: string[]; heal(): void }> {
  const done: string[] = [];
  let isPoisoned = true;
  await jobs.queue(queue, {
    ...{ retries: 0, retryDelaySeconds: 1, retryDelayMaxSeconds: 1, heartbeatSeconds: 10, expireSeconds: 60 },
  });
  await jobs.work<Note>(queue, 1, async ({ data }) => {
    if (isPoisoned) throw new Error(`${data.text} is poison`);
    done.push(data.text);
  });
  const heal = (): void => {
    isPoisoned = false;
  };
  return { done, heal };
}

/** The letters of a workspace when there are so many. */
function kept(workspace: string, count: number): Promise<Letter[]> {
  return eventually(async () => {
    const found = await letters.page([workspace], { first: 100, after: null, ids: null });
    expect(found).toHaveLength(count);
    return found;
  });
}

const idsOf = (found: readonly Letter[]): string[] => found.map(({ id }) => id);

test('a job that was given up is a letter with its reason, and the log tells', async () => {
  await poisoned('told');
  await jobs.send('told', [{ workspace: 'a', text: 'one' }]);
  const [letter] = await kept('a', 1);
  expect(letter).toEqual({
    ...{ id: expect.any(String), workspace: 'a', queue: 'told', data: { workspace: 'a', text: 'one' } },
    ...{ reason: 'one is poison', tries: 1, sentAt: expect.any(Date), diedAt: expect.any(Date) },
  });
  expect(isId(letter?.id ?? '')).toBe(true);
  expect(letter?.sentAt.getTime()).toBeLessThanOrEqual(letter?.diedAt.getTime() ?? 0);
  const told = { msg: 'a job was given up', letter: letter?.id, queue: 'told', tries: 1 };
  await eventually(() => expect(recording.atLeast(50)).toMatchObject([told]));
});

test('letters are listed newest first, page by page, of the given workspaces alone', async () => {
  await poisoned('listed');
  for (const text of ['one', 'two', 'three']) {
    await jobs.send('listed', [{ workspace: 'b', text }]);
    await kept('b', ['one', 'two', 'three'].indexOf(text) + 1);
  }
  await jobs.send('listed', [{ workspace: 'c', text: 'of others' }]);
  await kept('c', 1);
  const all = await kept('b', 3);
  expect(all.map(({ data }) => data)).toMatchObject([{ text: 'three' }, { text: 'two' }, { text: 'one' }]);
  const first = await letters.page(['b'], { first: 1, after: null, ids: null });
  expect(idsOf(first)).toEqual(idsOf(all).slice(0, 2));
  const rest = await letters.page(['b'], { first: 2, after: idsOf(all)[0] ?? '', ids: null });
  expect(idsOf(rest)).toEqual(idsOf(all).slice(1));
  const one = await letters.page(['b'], { first: 2, after: null, ids: [idsOf(all)[1] ?? '', newId()] });
  expect(idsOf(one)).toEqual([idsOf(all)[1]]);
  expect(await letters.page(['b'], { first: 2, after: null, ids: [] })).toEqual([]);
});

describe('a letter that is redriven', () => {
  test('is done again once, however often and by how many that is asked', async () => {
    const { done, heal } = await poisoned('redriven');
    await jobs.send('redriven', [{ workspace: 'd', text: 'healed' }]);
    const ids = idsOf(await kept('d', 1));
    heal();
    const told: (readonly string[])[] = [];
    const redrive = () => letters.redrive(['d'], ids, async (found) => void told.push(found));
    const answers = await Promise.all([redrive(), redrive(), redrive()]);
    expect(answers.flat()).toEqual(ids);
    expect(await redrive()).toEqual([]);
    expect(told.flat()).toEqual(ids);
    await eventually(() => expect(done).toEqual(['healed']));
    await kept('d', 0);
    await eventually(async () => expect(await jobs.pending('redriven')).toBe(0));
    expect(done).toEqual(['healed']);
  });

  test('and dies again is a new letter', async () => {
    await poisoned('again');
    await jobs.send('again', [{ workspace: 'e', text: 'hopeless' }]);
    const ids = idsOf(await kept('e', 1));
    await letters.redrive(['e'], ids, nothing);
    await eventually(async () => expect(idsOf(await kept('e', 1))).not.toEqual(ids));
  });

  test('stays one when what is done with it fails, or its workspace is another', async () => {
    const { done, heal } = await poisoned('failing');
    await jobs.send('failing', [{ workspace: 'f', text: 'stays' }]);
    const ids = idsOf(await kept('f', 1));
    heal();
    const failing = letters.redrive(['f'], ids, async () => {
      throw new Error('it cannot be noted');
    });
    await expect(failing).rejects.toThrow('it cannot be noted');
    expect(await letters.redrive(['g'], ids, nothing)).toEqual([]);
    expect(await letters.discard(['g'], ids, nothing)).toEqual([]);
    expect(idsOf(await kept('f', 1))).toEqual(ids);
    expect(await jobs.pending('failing')).toBe(0);
    expect(done).toEqual([]);
  });
});

test('a letter that is discarded or overtaken is gone', async () => {
  await poisoned('gone');
  await jobs.send('gone', [
    { workspace: 'h', text: 'discarded' },
    { workspace: 'h', text: 'overtaken' },
    { workspace: 'h', text: 'stays' },
  ]);
  const all = await kept('h', 3);
  const discarded = all.find(({ data }) => (data as Note).text === 'discarded');
  expect(await letters.discard(['h'], idsOf(all.filter((one) => one === discarded)), nothing)).toEqual([
    discarded?.id,
  ]);
  await database.transaction((em) => letters.forget(['gone'], { workspace: 'h', text: 'overtaken' }, em));
  expect((await kept('h', 1)).map(({ data }) => data)).toMatchObject([{ text: 'stays' }]);
});

test('a queue that explains its letters gives them their reason, and knows which are discarded', async () => {
  await poisoned('explained');
  await jobs.send('explained', [{ workspace: 'j', text: 'one' }]);
  const [letter] = await kept('j', 1);
  expect(letter?.reason).toBe('one failed 1 time: one is poison');
  await letters.discard(['j'], [letter?.id ?? ''], nothing);
  expect(hooked).toContain('discarded in j');
});

test('what else changes with a letter changes in its transaction', async () => {
  await poisoned('hooked');
  await jobs.send('hooked', [{ workspace: 'i', text: 'one' }]);
  const ids = idsOf(await kept('i', 1));
  expect(await database.fork().execute('select id from office.told')).toEqual([{ id: 'died in i' }]);
  // The row is there, so its second death cannot be kept: the letter waits, too.
  await letters.redrive(['i'], ids, nothing);
  expect(hooked).toContain('i');
  await eventually(async () => expect(await jobs.pending('dead')).toBe(1));
  await kept('i', 0);
  await database.fork().execute('delete from office.told');
  await database.fork().execute("update office_jobs.job set start_after = now() where name = 'dead'");
  await kept('i', 1);
});

test('a job without a workspace is shown to nobody, and is not lost', async () => {
  await poisoned('nobodys');
  // As no sender of this version can.
  await jobs.send('nobodys', [{ text: 'lost?' } as unknown as Note]);
  const told = { msg: 'a job that was given up is not kept yet', queue: 'nobodys' };
  await eventually(() => expect(recording.atLeast(50)).toContainEqual(expect.objectContaining(told)));
  expect(await jobs.pending('dead')).toBe(1);
  expect(await letters.page([''], { first: 100, after: null, ids: null })).toEqual([]);
});
