import { Metrics } from '@manuel/metrics';
import { eventually, type Labels, Scrape, silentLog, testDatabase } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { afterAll, expect, test } from 'vitest';
import { connectionParts } from './connection.ts';
import { Database } from './database.ts';
import { measureJobs } from './job-metrics.ts';
import { Jobs } from './jobs.ts';

const COUNT = 'db_client_connection_count';
const STATEMENTS = 'db_client_operation_duration_seconds_count';

const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.text().primary(), text: p.text().nullable() },
});

const schemas = ['diary', 'letters'] as const;
const url = await testDatabase('empty', async () => undefined);
const namespace = (schema: string) => `${connectionParts(url).dbName}.${schema}`;

class Notes extends Migration {
  override up(): void {
    const schema = this.config.get('schema');
    this.addSql(`create table ${schema}.notes (id text not null primary key, text text null)`);
  }
}

async function open(schema: (typeof schemas)[number]): Promise<Database> {
  const migrations = [{ name: '0001-notes', class: Notes }];
  const entities = [Note];
  const database = await Database.open({ url, schema, jobsSchema: `${schema}_jobs`, entities, migrations });
  await database.migrate(silentLog);
  return database;
}

const metrics = new Metrics('test');
const [diary, letters] = [await open('diary'), await open('letters')];
diary.measure(metrics);
letters.measure(metrics);
const jobs = await Jobs.open(diary, silentLog);
jobs.measure(metrics);
afterAll(async () => {
  await jobs.close();
  await diary.close();
  await letters.close();
  await metrics.stop();
});

const scraped = async () => new Scrape(await metrics.scrape());
const pool = (name: string): Labels => ({ db_client_connection_pool_name: name });
const statement = (schema: string, operation: string): Labels => ({
  db_system_name: 'postgresql',
  db_namespace: namespace(schema),
  db_operation_name: operation,
});

/** By how much the statements of an operation grow while something is done. */
async function growth(labels: readonly Labels[], doing: () => Promise<unknown>): Promise<number[]> {
  // A new session asks who it is, so let there be one.
  for (const database of [diary, letters]) await database.fork().count(Note, {});
  const before = await scraped();
  await doing();
  const after = await scraped();
  return labels.map((one) => after.value(STATEMENTS, one) - before.value(STATEMENTS, one));
}

test('each pool tells how many of its sessions are used and idle, and how many it may have', async () => {
  await diary.transaction(async (em) => {
    await em.count(Note, {});
    const scrape = await scraped();
    expect(scrape.value(COUNT, { ...pool('diary'), db_client_connection_state: 'used' })).toBe(1);
    expect(scrape.value('db_client_connection_max', pool('diary'))).toBe(10);
    expect(scrape.value('db_client_connection_max', pool('diary_jobs'))).toBe(4);
    expect(scrape.value('db_client_connection_pending_requests', pool('diary'))).toBe(0);
  });
  const scrape = await scraped();
  expect(scrape.value(COUNT, { ...pool('diary'), db_client_connection_state: 'used' })).toBe(0);
  expect(scrape.value(COUNT, { ...pool('diary'), db_client_connection_state: 'idle' })).toBeGreaterThan(0);
  const jobSessions = scrape.samples(COUNT, pool('diary_jobs')).map(({ value }) => value);
  expect(Math.max(...jobSessions)).toBeGreaterThan(0);
});

test('who waits for a session of a pool that is used up is told of', async () => {
  const release = Promise.withResolvers<void>();
  const users = Array.from({ length: 13 }, () => letters.transaction(() => release.promise));
  await eventually(async () => {
    const scrape = await scraped();
    expect(scrape.value(COUNT, { ...pool('letters'), db_client_connection_state: 'used' })).toBe(10);
    expect(scrape.value('db_client_connection_pending_requests', pool('letters'))).toBe(3);
  });
  release.resolve();
  await Promise.all(users);
});

test('a statement is counted by its owner and by what it does', async () => {
  const labels = [
    statement('diary', 'begin'),
    statement('diary', 'insert'),
    statement('diary', 'select'),
    statement('diary', 'commit'),
    statement('letters', 'select'),
  ];
  const write = () =>
    diary.transaction(async (em) => {
      em.create(Note, { id: 'n1', text: 'One.' });
      await em.flush();
      await em.find(Note, {}, { refresh: true });
    });
  expect(await growth(labels, write)).toEqual([1, 1, 1, 1, 0]);
  expect(await growth(labels, () => letters.fork().count(Note, {}))).toEqual([0, 0, 0, 0, 1]);
});

test('a statement that fails bears the code of PostgreSQL', async () => {
  const broken = { ...statement('diary', 'select'), error_type: '22012' };
  const divide = () => diary.fork().execute('select 1 / 0');
  expect(
    await growth([broken, statement('diary', 'select')], () => expect(divide()).rejects.toThrow()),
  ).toEqual([1, 0]);
});

test('words that stand in no list are no series of their own', async () => {
  await expect(diary.fork().execute('frobnicate')).rejects.toThrow();
  await diary.fork().execute('/* one */ select 1');
  const operations = (await scraped()).samples(STATEMENTS).map(({ labels }) => labels.db_operation_name);
  expect(operations).not.toContain('frobnicate');
  expect(operations).toContain('_OTHER');
});

test('jobs are counted for each queue and state', async () => {
  const settings = { retries: 1, retryDelaySeconds: 1, retryDelayMaxSeconds: 1 };
  await jobs.queue('post', { ...settings, heartbeatSeconds: 10, expireSeconds: 60 });
  await jobs.send('post', [{ workspace: 'w' }, { workspace: 'w' }]);
  const labels = { db_namespace: namespace('diary_jobs'), manuel_job_queue: 'post' };
  await eventually(async () => {
    const scrape = await scraped();
    expect(scrape.value('manuel_job_count', { ...labels, manuel_job_state: 'waiting' })).toBe(2);
    expect(scrape.value('manuel_job_count', { ...labels, manuel_job_state: 'active' })).toBe(0);
    expect(scrape.value('manuel_job_count', { ...labels, manuel_job_state: 'failed' })).toBe(0);
  }, 30_000);
}, 40_000);

test.each([
  ['is away', () => Promise.reject(new Error('It is away.'))],
  ['does not answer', () => new Promise<never>(() => undefined)],
])('a database that %s leaves the jobs out, and all else is told', async (_how, getQueues) => {
  const others = new Metrics('test');
  measureJobs(others.meter, { getQueues }, namespace('diary_jobs'));
  const scrape = new Scrape(await others.scrape());
  expect(scrape.samples('manuel_job_count')).toEqual([]);
  expect(scrape.value('process_uptime_seconds')).toBeGreaterThan(0);
  await others.stop();
});
