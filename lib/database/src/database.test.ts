import { ChildScript, eventually, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { describe, expect, inject, test } from 'vitest';
import { type ClonedDatabase, cloneDatabase } from './cloned-database.ts';
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

const LongNote = defineEntity({
  name: 'LongNote',
  tableName: 'notes',
  properties: { id: p.text().primary(), text: p.text().nullable(), length: p.integer() },
});

class Lengths extends Migration {
  override up(): void {
    this.addSql('alter table diary.notes add column length int');
    this.addSql("update diary.notes set length = length(coalesce(text, ''))");
    this.addSql('alter table diary.notes alter column length set not null');
  }
}

class Broken extends Migration {
  override up(): void {
    this.addSql('delete from diary.notes');
    this.addSql('alter table diary.notes add column length int not null default 1');
    this.addSql('alter table diary.nothing add column length int');
  }
}

const url = await testDatabase('empty', async () => undefined);
const migrations = [{ name: '0001-notes', class: Notes }];

/** For tests that migrate in their own way; they drop it. */
function emptyDatabase(): Promise<ClonedDatabase> {
  return cloneDatabase(inject('databaseUrl'), `${inject('testRun')}_empty`, async () => undefined);
}

function open(of: string = url): Promise<Database> {
  return Database.open({ url: of, schema: 'diary', entities: [Note], migrations });
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    await database.migrate(silentLog);
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('migrating', () => {
  test('three processes that start at once do it once', async () => {
    const empty = await emptyDatabase();
    // Each process adds a row in its migration: two migrations would leave two.
    const script = `
      import { Database } from '@manuel/database';
      import { createLogger } from '@manuel/service';
      import { defineEntity, p } from '@mikro-orm/core';
      import { Migration } from '@mikro-orm/migrations';
      class Notes extends Migration {
        up() {
          this.addSql('create table diary.notes (id int generated always as identity, text text)');
          this.addSql("insert into diary.notes (text) values ('migrated')");
        }
      }
      const database = await Database.open({
        url: ${JSON.stringify(empty.url)},
        schema: 'diary',
        entities: [defineEntity({ name: 'Note', properties: { id: p.integer().primary() } })],
        migrations: [{ name: '0001-notes', class: Notes }],
      });
      await database.migrate(createLogger('migrating', 'silent'));
      const rows = await database.fork().execute('select text from diary.notes');
      await database.close();
      console.log(JSON.stringify(rows));`;
    const scripts = Array.from({ length: 3 }, () => new ChildScript(script));
    try {
      for (const one of scripts) expect(JSON.parse(await one.result())).toEqual([{ text: 'migrated' }]);
    } finally {
      await empty.drop();
    }
  });

  test('leaves a schema that is what the entities say, and does nothing the second time', () =>
    withDatabase(async (database) => {
      expect(await database.schemaDifference()).toBe('');
      await database.migrate(silentLog);
    }));

  test('a schema that is not what the entities say is told as SQL', () =>
    withDatabase(async (database) => {
      const owner = await open();
      await owner.fork().execute('alter table diary.notes add column extra int');
      expect(await database.schemaDifference()).toMatch(/drop column "extra"/);
      await owner.fork().execute('alter table diary.notes drop column extra');
      await owner.close();
    }));

  test('a later version changes the tables and keeps every row', async () => {
    const filled = await emptyDatabase();
    const first = await open(filled.url);
    await first.migrate(silentLog);
    const em = first.fork();
    for (const id of ['a', 'b']) await em.insert(Note, { id, text: id === 'a' ? 'kept' : null });
    await first.close();
    const later = await Database.open({
      ...{ url: filled.url, schema: 'diary', entities: [LongNote] },
      migrations: [...migrations, { name: '0002-lengths', class: Lengths }],
    });
    await later.migrate(silentLog);
    expect(await later.schemaDifference()).toBe('');
    const rows = await readRows(later.fork(), LongNote, {}, { orderBy: { id: 'asc' } });
    expect(rows).toEqual([
      { id: 'a', text: 'kept', length: 4 },
      { id: 'b', text: null, length: 0 },
    ]);
    // The version before it, which a rolling update starts once more, goes on beside it.
    const before = await open(filled.url);
    await before.migrate(silentLog);
    expect(await readRows(before.fork(), Note, { id: 'a' })).toEqual([{ id: 'a', text: 'kept' }]);
    await Promise.all([later.close(), before.close()]);
    await filled.drop();
  });

  test('a version that fails leaves everything as it was', async () => {
    const filled = await emptyDatabase();
    const first = await open(filled.url);
    await first.migrate(silentLog);
    await first.fork().insert(Note, { id: 'a', text: 'kept' });
    const failing = await Database.open({
      ...{ url: filled.url, schema: 'diary', entities: [LongNote] },
      migrations: [...migrations, { name: '0002-broken', class: Broken }],
    });
    await expect(failing.migrate(silentLog)).rejects.toThrow();
    expect(await first.schemaDifference()).toBe('');
    expect(await readRows(first.fork(), Note, {})).toEqual([{ id: 'a', text: 'kept' }]);
    await Promise.all([first.close(), failing.close()]);
    await filled.drop();
  });

  test('says in one sentence that the database is away', async () => {
    const database = await open('postgresql://ada:hush@127.0.0.1:1/none');
    const failure = await database.migrate(silentLog).catch((error: unknown) => error);
    await database.close();
    expect(failure).toHaveProperty(
      'message',
      expect.stringMatching(/^Postgres is away \(.*\): start it, or mend/),
    );
    expect(String(failure)).not.toContain('hush');
  });
});

describe('a transaction', () => {
  test('keeps all of its writes or none', () =>
    withDatabase(async (database) => {
      const work = database.transaction(async (em) => {
        await em.insert(Note, { id: 'a', text: 'half' });
        throw new Error('the other half fails');
      });
      await expect(work).rejects.toThrow('the other half fails');
      expect(await readRows(database.fork(), Note, {})).toEqual([]);
      await database.transaction((em) => em.insert(Note, { id: 'a', text: null }));
      expect(await readRows(database.fork(), Note, { id: 'a' })).toEqual([{ id: 'a', text: null }]);
    }));

  test('does what belongs to its commit right before and after it', () =>
    withDatabase(async (database) => {
      const seen: unknown[] = [];
      const look = async () => seen.push(await readRows(database.fork(), Note, { id: 'hooked' }));
      database.onCommit(async (em) => {
        expect(await readRows(em, Note, { id: 'hooked' })).toHaveLength(1);
        await look();
        return async () => void (await look());
      });
      await database.transaction(async (em) => em.persist(em.create(Note, { id: 'hooked', text: null })));
      expect(seen).toEqual([[], [{ id: 'hooked', text: null }]]);
    }));

  test('is rolled back when what belongs to its commit fails', () =>
    withDatabase(async (database) => {
      database.onCommit(async () => {
        throw new Error('nobody may commit');
      });
      const work = database.transaction((em) => em.insert(Note, { id: 'refused', text: null }));
      await expect(work).rejects.toThrow('nobody may commit');
      expect(await readRows(database.fork(), Note, { id: 'refused' })).toEqual([]);
    }));

  test('holds no other request up', () =>
    withDatabase(async (database) => {
      await database.transaction(async () => {
        expect(await database.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
      });
    }));
});

test('every session gives up on a statement, on a lock and on a transaction that nobody goes on with', () =>
  withDatabase(async (database) => {
    const shown = async (name: string) =>
      Object.values((await database.fork().execute(`show ${name}`))[0] ?? {});
    expect(await shown('statement_timeout')).toEqual(['30s']);
    expect(await shown('lock_timeout')).toEqual(['10s']);
    expect(await shown('idle_in_transaction_session_timeout')).toEqual(['1min']);
  }));

test('sessions that the server ends in a transaction fail that transaction and nothing else, however many', () =>
  withDatabase(async (database) => {
    const owner = await open();
    /** Until the driver has heard of it, with nobody waiting for an answer: plain pg ends the process here. */
    const end = (pid: number | undefined) =>
      eventually(async () => {
        await owner.fork().execute('select pg_terminate_backend(?)', [pid]);
        const living = await owner.fork().execute('select from pg_stat_activity where pid = ?', [pid]);
        expect(living).toEqual([]);
      });
    // More than there are places in the pool.
    for (let round = 0; round < 12; round += 1) {
      const broken = database.transaction(async (em) => {
        await em.insert(Note, { id: 'lost', text: null });
        const [session] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
        await end(session?.pid);
        await em.execute('select 1');
      });
      await expect(broken).rejects.toThrow();
    }
    await owner.close();
    expect(await readRows(database.fork(), Note, { id: 'lost' })).toEqual([]);
  }));

test('a probe passes while the database answers and fails when it is away', async () => {
  await withDatabase((database) => database.probe());
  const away = await open('postgresql://ada@127.0.0.1:1/none');
  await expect(away.probe()).rejects.toThrow();
  await away.close();
});

test('a leak is told by the name of the one who left it open', async () => {
  const clone = await emptyDatabase();
  const database = await open(clone.url);
  await database.fork().execute('select 42');
  expect(await clone.sessions()).toEqual(['manuel-diary: select 42']);
  await database.close();
  await clone.drop();
});

describe('a connection URL', () => {
  test('is taken apart', () => {
    expect(connectionParts('postgresql://ada:p%40ss@db:6543/manuel')).toEqual({
      host: 'db',
      port: 6543,
      user: 'ada',
      password: 'p@ss',
      dbName: 'manuel',
      driverOptions: {},
    });
  });

  test('may name a unix socket by its folder', () => {
    const { host, port } = connectionParts(
      'postgresql://postgres@localhost:5432/manuel?host=%2Ftmp%2Fsockets',
    );
    expect({ host, port }).toEqual({ host: '/tmp/sockets', port: 5432 });
  });

  test.each(['nonsense', 'postgresql://', 'postgresql://db'])('"%s" is refused in one sentence', (text) => {
    expect(() => connectionParts(text)).toThrow('DATABASE_URL must look like postgresql://');
  });
});
