import { eventually, RecordingLog, silentLog } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type ClonedDatabase, cloneDatabase, Database, Jobs } from './index.ts';

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.text().primary() },
});

class Notes extends Migration {
  override up(): void {
    this.addSql('create table diary.notes (id text not null primary key)');
  }
}

const LOGIN = `${inject('testRun')}_login`;
const server = new pg.Client({ connectionString: inject('databaseUrl') });
await server.connect();
afterAll(() => server.end());

let clone: ClonedDatabase;
const open = new Set<Database>();
beforeEach(async () => {
  clone = await cloneDatabase(inject('databaseUrl'), `${inject('testRun')}_empty`, async () => undefined);
  await server.query(`create role ${LOGIN} login password 'hush'`);
});
afterEach(async () => {
  for (const one of open) await one.close();
  open.clear();
  await clone.drop();
  await server.query(`drop role ${LOGIN}`);
});

function databaseName(): string {
  return new URL(clone.url).pathname.slice(1);
}

/** The URL of the database with another login. */
function urlAs(login: string): string {
  const url = new URL(clone.url);
  url.username = login;
  url.password = 'hush';
  return url.href;
}

async function openAs(url: string, more: { name: string; class: typeof Notes }[] = []): Promise<Database> {
  const database = await Database.open({
    ...{ url, schema: 'diary', jobsSchema: 'diary_jobs', entities: [Note] },
    migrations: [{ name: '0001-notes', class: Notes }, ...more],
  });
  open.add(database);
  return database;
}

async function migrated(url = clone.url, log = silentLog): Promise<Database> {
  const database = await openAs(url);
  await database.migrate(log);
  return database;
}

/** Whom a session of the service acts as. */
async function actsAs(database: Database): Promise<unknown> {
  return (await database.fork().execute('select current_user as name'))[0]?.name;
}

async function doesJobs(database: Database): Promise<void> {
  const options = {
    ...{ retries: 0, retryDelaySeconds: 1, retryDelayMaxSeconds: 1 },
    ...{ heartbeatSeconds: 10, expireSeconds: 60 },
  };
  const jobs = await Jobs.open(database, silentLog);
  try {
    const done: unknown[] = [];
    await jobs.queue('letters', options);
    await jobs.work('letters', 1, async ({ data }) => void done.push(data));
    await database.transaction((em) => jobs.send('letters', [{ workspace: 'w' }], em));
    await eventually(() => expect(done).toEqual([{ workspace: 'w' }]));
  } finally {
    await jobs.close();
  }
}

test('a service writes rows of its own tables and does its jobs', async () => {
  const database = await migrated();
  expect(await actsAs(database)).toBe('manuel_diary');
  await database.fork().insert(Note, { id: 'a' });
  expect(await database.fork().execute('delete from diary.notes returning id')).toEqual([{ id: 'a' }]);
  await doesJobs(database);
});

test.each([
  ['read what belongs to another', 'select * from secrets.keys'],
  ['make a table', 'create table diary.more (id int)'],
  ['change a table', 'alter table diary.notes add column more int'],
  ['remove a table', 'drop table diary.notes'],
  ['empty a table', 'truncate diary.notes'],
  ['say which migrations have run', 'delete from diary.migrations'],
  ['make a schema', 'create schema more'],
  ['make a role', 'create role more'],
])('a service may not %s', async (_what, statement) => {
  const database = await migrated();
  const owner = await Database.open({ url: clone.url, schema: 'secrets', entities: [Note], migrations: [] });
  open.add(owner);
  await owner.fork().execute('create schema secrets');
  await owner.fork().execute('create table secrets.keys (id int)');
  await expect(database.fork().execute(statement)).rejects.toMatchObject({ code: '42501' });
});

test('a login that may make no role has its tables made, goes on as itself, and its log says so', async () => {
  await server.query(`grant create on database ${databaseName()} to ${LOGIN}`);
  const recording = new RecordingLog();
  const database = await migrated(urlAs(LOGIN), recording.log);
  expect(recording.atLeast(40)).toMatchObject([
    { level: 40, role: 'manuel_diary', msg: expect.stringMatching(/may not act as the role/) },
  ]);
  expect(await actsAs(database)).toBe(LOGIN);
  await database.fork().insert(Note, { id: 'a' });
  await doesJobs(database);
});

test('a login that may make roles acts as the one it made, and needs nothing of a superuser', async () => {
  await server.query(`alter role ${LOGIN} createrole`);
  await server.query(`grant create on database ${databaseName()} to ${LOGIN}`);
  // Roles belong to the server, and other tests have made that of the diary.
  const schema = `${inject('testRun')}_made`;
  const database = await Database.open({
    ...{ url: urlAs(LOGIN), schema, jobsSchema: `${schema}_jobs`, entities: [Note], migrations: [] },
  });
  try {
    await database.migrate(silentLog);
    expect(await actsAs(database)).toBe(`manuel_${schema}`);
    await doesJobs(database);
  } finally {
    await database.close();
    await clone.drop();
    await server.query(`drop role manuel_${schema}`);
  }
});

test('a login that only belongs to the role serves what an owner has migrated', async () => {
  await migrated();
  await server.query(`grant manuel_diary to ${LOGIN}`);
  const database = await migrated(urlAs(LOGIN));
  expect(await actsAs(database)).toBe('manuel_diary');
  await database.fork().insert(Note, { id: 'a' });
  await doesJobs(database);
});

test('a login that may not migrate says in one sentence that somebody else must', async () => {
  await expect(migrated(urlAs(LOGIN))).rejects.toThrow(
    /^The schema diary is not up to date, and DATABASE_URL names somebody who may not change it: run migrate\.ts/,
  );
  await migrated();
  await server.query(`grant manuel_diary to ${LOGIN}`);
  const later = await openAs(urlAs(LOGIN), [{ name: '0002-more', class: Notes }]);
  await expect(later.migrate(silentLog)).rejects.toThrow(/^The schema diary is not up to date/);
});

test('jobs that were there before there were roles are done by the role', async () => {
  const client = new pg.Client({ connectionString: clone.url });
  await client.connect();
  await client.query('create schema diary_jobs');
  const before = await Jobs.open({ sessionUrl: clone.url, jobsSchema: 'diary_jobs' }, silentLog);
  await before.close();
  await doesJobs(await migrated());
  const { rows } = await client.query(
    "select distinct tableowner as owner from pg_tables where schemaname = 'diary_jobs'",
  );
  await client.end();
  expect(rows).toEqual([{ owner: 'manuel_diary' }]);
});

test('a server that takes fewer connections than the service needs is told in one sentence', async () => {
  await server.query(`alter database ${databaseName()} connection limit 8`);
  await expect(migrated(urlAs(LOGIN))).rejects.toThrow(
    /^Postgres takes 8 connections of .*, and this process needs up to 16: raise max_connections, or the limit of/,
  );
});
