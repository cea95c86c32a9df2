import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Unavailable } from '@manuel/service';
import { eventually, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cancellation } from './cancellation.ts';
import { connectionParts } from './connection.ts';
import { Database } from './database.ts';
import { readRows } from './rows.ts';

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.text().primary(), text: p.text().nullable() },
});

class Notes extends Migration {
  override up(): void {
    this.addSql('create table diary.notes (id text not null primary key, text text null)');
  }
}

const url = await testDatabase('empty', async () => undefined);
const options = { schema: 'diary', entities: [Note], migrations: [{ name: '0001-notes', class: Notes }] };
const database = await Database.open({ ...options, url });
await database.migrate(silentLog);
/** Locks tables and looks at what others do. */
const owner = await Database.open({ ...options, url });
afterAll(async () => {
  await Promise.all([database.close(), owner.close()]);
});
beforeEach(async () => {
  await database.fork().nativeDelete(Note, {});
});

const GONE = { code: 'UNAVAILABLE' };
/** More than the pool has places. */
const MANY = 50;

/** Somebody who waits, until `leave`. */
function asker() {
  const controller = new AbortController();
  return { signal: controller.signal, leave: () => controller.abort(new Unavailable('Nobody waits.')) };
}

/** The statements of the service that run now. */
async function running(): Promise<unknown[]> {
  return owner.fork().execute(
    `select query from pg_stat_activity
     where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
  );
}

/** Holds a lock for which every statement about notes waits, while the work runs. */
function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  return owner.transaction(async (em) => {
    await em.execute('lock table diary.notes in access exclusive mode');
    return work();
  });
}

describe('when the signal is aborted', () => {
  test.each([
    ['a find', (signal: AbortSignal) => readRows(database.fork(signal), Note, {})],
    ['a count', (signal: AbortSignal) => database.fork(signal).count(Note)],
    ['SQL', (signal: AbortSignal) => database.fork(signal).execute('select * from diary.notes')],
    [
      'a query builder',
      (signal: AbortSignal) => database.fork(signal).createQueryBuilder(Note).select('*').execute(),
    ],
  ])('%s that waits is gone from the server before its lock is', async (_what, read) => {
    await whileLocked(async () => {
      const { signal, leave } = asker();
      const failed = expect(read(signal)).rejects.toMatchObject(GONE);
      await eventually(async () => expect(await running()).toHaveLength(1));
      leave();
      await failed;
      await eventually(async () => expect(await running()).toEqual([]));
    });
  });

  test('nothing is printed, and no session is lost, however many leave', async () => {
    const printed = vi.spyOn(console, 'error');
    await whileLocked(async () => {
      const askers = Array.from({ length: MANY }, asker);
      const reads = askers.map(({ signal }) => readRows(database.fork(signal), Note, {}));
      const failed = Promise.all(reads.map((read) => expect(read).rejects.toMatchObject(GONE)));
      await eventually(async () => expect(await running()).toHaveLength(10));
      for (const { leave } of askers) leave();
      await failed;
      await eventually(async () => expect(await running()).toEqual([]));
    });
    const reads = Array.from({ length: MANY }, () => readRows(database.fork(), Note, {}));
    expect(await Promise.all(reads)).toEqual(Array.from({ length: MANY }, () => []));
    expect(printed).not.toHaveBeenCalled();
  });

  test('between two statements, the second is not sent', async () => {
    const { signal, leave } = asker();
    const em = database.fork(signal);
    expect(await readRows(em, Note, {})).toEqual([]);
    leave();
    await expect(em.execute("insert into diary.notes (id) values ('late')")).rejects.toMatchObject(GONE);
    expect(await readRows(database.fork(), Note, {})).toEqual([]);
  });

  test('after the answer, nothing happens', async () => {
    const { signal, leave } = asker();
    const em = database.fork(signal);
    const [session] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
    leave();
    expect(await database.fork().execute('select pg_backend_pid() as pid')).toEqual([session]);
  });

  test('a transaction of that unit of work is rolled back, and its session works on', async () => {
    const { signal, leave } = asker();
    const work = database.fork(signal).transactional(async (em) => {
      await em.insert(Note, { id: 'half', text: null });
      const sleeping = em.execute('select pg_sleep(20)');
      await eventually(async () => expect(await running()).toHaveLength(1));
      leave();
      await sleeping;
    });
    await expect(work).rejects.toMatchObject(GONE);
    expect(await readRows(database.fork(), Note, {})).toEqual([]);
    expect(await running()).toEqual([]);
  });
});

test('a session that cannot tell its number is left as it is, and no session is lost for it', async () => {
  const session = { executeQuery: () => Promise.reject(new Error('The session ended.')) };
  const { executeQuery } = session;
  await new Cancellation().equip(session);
  expect(session.executeQuery).toBe(executeQuery);
});

test('a cancellation never meets the statement of another', async () => {
  const reader = async () => {
    for (let round = 0; round < 150; round += 1) {
      const { signal, leave } = asker();
      const left = database.fork(signal).execute('select pg_sleep(0.001)');
      setTimeout(leave, 3 * Math.random());
      await left.catch((error: unknown) => expect(error).toMatchObject(GONE));
      // On the session that has just been given back, or on one that another has left.
      expect(await database.fork().execute('select pg_sleep(0.001), 1 as one')).toMatchObject([{ one: 1 }]);
    }
  };
  await Promise.all(Array.from({ length: 12 }, reader));
});

test('a session whose cancellation nobody confirms is not used again', async () => {
  const { host, port } = connectionParts(url);
  const taken: Socket[] = [];
  let isCut = false;
  const proxy = createServer((near) => {
    taken.push(near);
    if (isCut) return near.resetAndDestroy();
    const far = connect(`${host}/.s.PGSQL.${port}`);
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => (socket === near ? far : near).destroy());
    }
    return near.pipe(far).pipe(near);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  // It listens on a TCP port.
  const address = proxy.address() as { port: number };
  const proxied = new URL(url);
  proxied.searchParams.delete('host');
  proxied.host = `127.0.0.1:${address.port}`;
  const distant = await Database.open({ ...options, url: proxied.href });
  try {
    const session = async () =>
      (await distant.fork().execute<{ pid: number }[]>('select pg_backend_pid() as pid'))[0];
    const before = await session();
    const { signal, leave } = asker();
    const failed = expect(distant.fork(signal).execute('select pg_sleep(20)')).rejects.toMatchObject(GONE);
    await eventually(async () => expect(await running()).toHaveLength(1));
    isCut = true;
    const cut = once(proxy, 'connection');
    leave();
    await failed;
    await cut;
    isCut = false;
    await eventually(() => expect(taken[0]?.destroyed).toBe(true));
    expect(await session()).not.toEqual(before);
    // PostgreSQL sees only at its end that nobody is there for it.
    await owner.fork().execute('select pg_terminate_backend(?)', [before?.pid]);
  } finally {
    await distant.close();
    proxy.close();
  }
});
