import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PostgresServer, SideConnection } from '@manuel/database';
import { eventually, RedisServer, temporaryFolder } from '@manuel/testkit';
import { StatementLog } from '@manuel/testkit/statement-log';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, expect, test, vi } from 'vitest';
import { type Operation, reads } from './budget/operations.ts';
import { Spending, type Spent } from './budget/spent.ts';
import { unreadFields } from './budget/unread-fields.ts';
import { Constellation, PATIENT } from './constellation.ts';
import { dry40, textFile } from './files.ts';
import { QUESTION } from './story/stage.ts';
import { User } from './user.ts';

vi.setConfig(PATIENT);

const FEW = 3;
const MANY = 15;
const DEADLINE_MS = 5_000;
const TRIES = 10;

const folder = temporaryFolder();
chmodSync(folder.path, 0o755);
const redis = await RedisServer.start();
const postgres = await PostgresServer.start({ dataFolder: folder.path, settings: StatementLog.settings });
const database = new SideConnection(postgres.url, 'budget', DEADLINE_MS);
const spending = await Spending.watch(join(folder.path, 'postgres.log'), redis);
afterAll(async () => {
  spending.close();
  await database.close();
  await postgres.stop();
  await redis.stop();
  folder.remove();
});
const constellation = Constellation.forFile('one process', {
  settings: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
});
const ada = new User(constellation, { id: 'ada', workspace: 'works', roles: ['admin'] });
const seeded = { manualId: '', questionId: '' };

/** Nothing is left to be done for anybody who does not wait. */
async function settled(): Promise<void> {
  await eventually(async () => {
    const [left] = await database.query<{ jobs: number }>(
      `select (select count(*)::int from manuals_jobs.job where state < 'completed')
        + (select count(*)::int from queries_jobs.job where state < 'completed')
        + (select count(*)::int from usage_jobs.job where state < 'completed') as jobs`,
    );
    expect(left?.jobs).toBe(0);
  });
}

async function addManuals(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const text = `# Valve ${number}\n\nOpen the valve.\n\n# Lamp\n\nIt burns at step ${number}.\n`;
    seeded.manualId = await ada.addAndWait(textFile('valve.md', text));
  }
}

async function askQuestions(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const answer = await ada.ask(QUESTION);
    answer.expectMatch({ ask: { answer: { found: true } } });
    seeded.questionId = String(answer.at('ask', 'id'));
  }
}

async function addLetters(count: number): Promise<void> {
  for (const subgraph of ['manuals', 'queries', 'usage'])
    await database.query(
      `insert into ${subgraph}.dead_letters
       select gen_random_uuid(), 'works', 'audit', '{"workspace": "works"}', 'It was refused.', 1, now(), now()
       from generate_series(1, ${count})`,
    );
}

/** Each read's statements with nothing in the cache, and once more with everything in it. */
async function spentByReads(): Promise<Record<string, Spent>> {
  const spent: Record<string, Spent> = {};
  for (const [name, operation] of Object.entries(reads(seeded))) {
    spent[`${name}, nothing cached`] = await steady(async () => {
      await spending.forgetAll();
      return spending.of(() => send(operation));
    });
    spent[`${name}, cached`] = await steady(() => spending.of(() => send(operation)));
  }
  return spent;
}

async function askedAndRead(count: number): Promise<Record<string, Spent>> {
  await askQuestions(count);
  await addLetters(count);
  await settled();
  return spentByReads();
}

/** What it takes to search manuals for the first time. */
async function spentByFirstSearch(): Promise<Record<string, Spent>> {
  await settled();
  await spending.forgetAll();
  const search = reads(seeded).searchPassages;
  return { 'searchPassages, of manuals never searched': await spending.of(() => send(search)) };
}

/** What comes out twice in a row: on a busy machine a call takes longer than the cache waits now and then. */
async function steady(measure: () => Promise<Spent>): Promise<Spent> {
  let last = await measure();
  for (let tries = 1; tries < TRIES; tries += 1) {
    const next = await measure();
    if (isDeepStrictEqual(next, last)) break;
    last = next;
  }
  return last;
}

async function send({ document, variables }: Operation): Promise<void> {
  const answer = await ada.graphql.send(document, variables);
  expect(answer.errors, answer.toString()).toEqual([]);
}

/** What writes cost until nothing is left to be done for them. */
async function spentByWrites(): Promise<Record<string, Spent>> {
  const file = textFile('pump.md', `# Pump\n\nClose the valve before you clean the pump ${randomUUID()}.\n`);
  const ticket = await ada.ticket(file);
  await settled();
  const of = (work: () => Promise<unknown>) =>
    spending.of(async () => {
      await work();
      await settled();
    });
  let manualId = '';
  return {
    requestUpload: await of(() => ada.ticket(file)),
    'PUT a file': await of(() => ada.put(ticket, file.bytes)),
    'addManual, with its ingestion': await of(async () => {
      manualId = String((await ada.addManual(ticket.uploadId)).at('addManual', 'manual', 'id'));
    }),
    'replaceManual, with its upload and its reading': await of(() =>
      ada.replaceManual(manualId, textFile('pump.md', `# Pump\n\nOpen the valve ${randomUUID()}.\n`)),
    ),
    ask: await of(() => ada.ask(QUESTION)),
    removeManual: await of(() => ada.removeManual(manualId)),
  };
}

/** A text for people to compare. */
function textOf(spent: Readonly<Record<string, Spent>>): string {
  const lines = Object.entries(spent).flatMap(([operation, bySubgraph]) => [
    operation,
    ...Object.entries(bySubgraph).flatMap(([subgraph, { sql, redis }]) => [
      `  ${subgraph}: ${sql.length} SQL, ${redis.length} Redis${redis.length > 0 ? ` (${redis.join(', ')})` : ''}`,
      ...sql.map((statement) => `    ${statement}`),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

// Writes are done once only, so a busy machine may spoil them.
test('no operation runs more statements than its budget, however many rows there are', {
  retry: 3,
}, async () => {
  await ada.addAndWait(await dry40());
  await addManuals(0, FEW);
  const few = { ...(await spentByFirstSearch()), ...(await askedAndRead(FEW)) };
  await addManuals(FEW, MANY);
  const many = { ...(await spentByFirstSearch()), ...(await askedAndRead(MANY - FEW)) };
  expect(textOf(many), `with ${MANY} rows instead of ${FEW}`).toBe(textOf(few));
  const spent = { ...few, ...(await spentByWrites()) };
  await expect(textOf(spent)).toMatchFileSnapshot('budget/statements.txt');
});

test('everything that can be read has a budget', async () => {
  const answer = await ada.graphql.send(getIntrospectionQuery());
  // What answers an introspection query is one.
  const schema = buildClientSchema(answer.data as unknown as IntrospectionQuery);
  const documents = Object.values(reads(seeded)).map(({ document }) => document);
  expect(unreadFields(schema, documents)).toEqual([]);
});
