import { randomUUID } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { ClientGone } from '@manuel/service';
import { eventually, RecordingLog, testDatabase } from '@manuel/testkit';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualsTester, NOTHING, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const LIST = '{ manuals(first: 10) { totalCount } }';
const MANUAL = 'query ($id: ID!) { manual(id: $id) { title } }';
const SEARCH =
  'query ($text: String!) { searchPassages(text: $text, first: 5) { passage { manual { title } } } }';
const REQUEST = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { __typename } }`;
const ADD = `mutation ($input: AddManualInput!) { addManual(input: $input) { __typename } }`;
const REMOVE = 'mutation ($id: ID!) { removeManual(id: $id) { __typename } }';

/** More than the process has sessions. */
const MANY = 50;

const log = new RecordingLog();
const manuals = await ManualsTester.start(await testDatabase('manuals', migrate), { log: log.log });
afterAll(() => manuals.stop());
beforeEach(() => {
  log.lines.length = 0;
});

type Ask = (
  caller: Caller,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  leaving: AbortSignal,
) => Promise<unknown>;
const ways: [string, Ask][] = [
  ['in the same process', (...asked) => manuals.served.inProcess(...asked)],
  ['over HTTP', (caller, ...asked) => manuals.served.as(caller).send(...asked)],
];

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await manuals.rows(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length;
}

/** Holds locks for which every statement about manuals and uploads waits, while the work runs. */
function whileLocked(work: () => Promise<void>): Promise<void> {
  return manuals.database.transaction(async (em) => {
    await em.execute('lock table manuals.manuals, manuals.uploads in access exclusive mode');
    await work();
  });
}

/** Somebody's calls, which `leave` ends; each fails for whoever made it. */
function callsOf(ask: Ask, caller: Caller) {
  const controller = new AbortController();
  const failures: Promise<void>[] = [];
  return {
    call(query: string, variables: Readonly<Record<string, unknown>> = {}) {
      failures.push(expect(ask(caller, query, variables, controller.signal)).rejects.toThrow());
    },
    async leave() {
      controller.abort(new ClientGone('They left.'));
      await Promise.all(failures);
    },
  };
}

describe.each(ways)('a caller %s who leaves', (_where, ask) => {
  test('takes what PostgreSQL does for its queries with it, and leaves the sessions to others', async () => {
    const author = newAuthor();
    await manuals.addReady(author, 'drill.md', newMarkdown());
    const printed = vi.spyOn(console, 'error');
    await whileLocked(async () => {
      const calls = callsOf(ask, author);
      for (let number = 0; number < MANY; number += 1) calls.call(LIST);
      calls.call(MANUAL, { id: randomUUID() });
      calls.call(SEARCH, { text: 'green button' });
      await eventually(async () => expect(await waiting()).toBeGreaterThan(5));
      await calls.leave();
      await eventually(async () => expect(await waiting()).toBe(0));
    });
    const lists = Array.from({ length: MANY }, () => manuals.served.as(author).send(LIST));
    for (const list of await Promise.all(lists)) list.expectData({ manuals: { totalCount: 1 } });
    const told = log.lines.filter(({ msg }) => msg === 'a request was abandoned');
    expect(told).toHaveLength(MANY + 2);
    expect(log.atLeast(40)).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
  });

  test('leaves those alone who wait for the same manual', async () => {
    const author = newAuthor();
    // No cache has it yet.
    const id = randomUUID();
    let second: Promise<unknown> | undefined;
    await whileLocked(async () => {
      const first = callsOf(ask, author);
      first.call(MANUAL, { id });
      await eventually(async () => expect(await waiting()).toBe(1));
      second = manuals.served.inProcess(author, MANUAL, { id });
      // The second one has found the first one's load by then.
      await manuals.served.inProcess(author, '{ __typename }');
      expect(await waiting()).toBe(1);
      await first.leave();
    });
    expect(await second).toEqual({ data: { manual: null } });
  });

  test('gets what it had asked to be changed', async () => {
    const author = newAuthor();
    const removed = await manuals.addReady(author, 'old.md', newMarkdown());
    const uploadId = await manuals.upload(author, 'new.md', newMarkdown());
    const file = { fileName: 'announced.md', byteSize: 10, sha256: 'a'.repeat(64) };
    await whileLocked(async () => {
      const calls = callsOf(ask, author);
      calls.call(REMOVE, { id: removed });
      calls.call(ADD, { input: { uploadId, title: 'New' } });
      calls.call(REQUEST, { input: file });
      await eventually(async () => expect(await waiting()).toBe(3));
      await calls.leave();
      // Whatever leaving does has been done when a later request has been answered.
      await fetch(`${manuals.served.address}/health/live`);
      expect(await waiting()).toBe(3);
    });
    await eventually(async () =>
      expect(
        await manuals.rows('select title, status from manuals.manuals where workspace = ?', [
          author.workspace,
        ]),
      ).toEqual([{ title: 'New', status: 'READY' }]),
    );
    const left = { ...NOTHING, uploads: 1, manuals: 1, passages: 1, ingestions: 1, files: 1 };
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(left));
    expect(log.atLeast(40)).toEqual([]);
  });
});
