import type { Caller, Role } from '@manuel/identity';
import { newId } from '@manuel/service';
import { eventually, FakeSubgraph, type GraphqlAnswer, testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';
import { ManualsTester, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const databaseUrl = await testDatabase('manuals', migrate);
const manuals = await ManualsTester.start(databaseUrl);
afterAll(() => manuals.stop());
afterEach(() => vi.restoreAllMocks());

const LIST = `query ($first: Int! = 20, $after: String, $ids: [ID!]) {
  deadLetters {
    manuals(first: $first, after: $after, ids: $ids) {
      edges { cursor node { id queue data reason tries sentAt diedAt } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const REDRIVE = `mutation ($ids: [ID!]!) {
  redriveManualsDeadLetters(ids: $ids) {
    __typename
    ... on DeadLettersRedriven { ids unknown }
    ... on InvalidInput { code message path }
  }
}`;
const DISCARD = `mutation ($ids: [ID!]!) {
  discardManualsDeadLetters(ids: $ids) {
    __typename
    ... on DeadLettersDiscarded { ids unknown }
    ... on InvalidInput { code message path }
  }
}`;

const DIES_MS = 40_000;
const REASON =
  'drill.md ("drill") could not be read: each of 6 tries broke off. ' +
  'The last one ended with: The disk is full of sand. Mend that and redrive this letter, or discard it.';
const newAdmin = (): Caller => newAuthor({ roles: ['admin'] });

const list = (caller: Caller, variables: object = {}): Promise<GraphqlAnswer> =>
  manuals.served.as(caller).send(LIST, { ...variables });

/** The ids of the caller's letters when there are so many, newest first. */
function letters(caller: Caller, count: number): Promise<string[]> {
  return eventually(async () => {
    const answer = await list(caller);
    const edges = answer.at('deadLetters', 'manuals', 'edges');
    expect(edges, answer.toString()).toHaveLength(count);
    return Array.from({ length: count }, (_, index) =>
      String(answer.at('deadLetters', 'manuals', 'edges', index, 'node', 'id')),
    );
  });
}

/** Adds a manual whose every reading breaks off, and waits until nobody tries any more. */
async function addHopeless(caller: Caller, bytes = newMarkdown()): Promise<string> {
  const reading = vi
    .spyOn(FileStore.prototype, 'read')
    .mockRejectedValue(new Error('The disk is full of sand.'));
  const id = await manuals.addFile(caller, 'drill.md', bytes);
  await eventually(async () => {
    // The pauses between the tries pass.
    await manuals.rows("update manuals_jobs.job set start_after = now() where state = 'retry'");
    const asked = 'query ($id: ID!) { manual(id: $id) { status } }';
    (await manuals.served.as(caller).send(asked, { id })).expectData({ manual: { status: 'FAILED' } });
  }, DIES_MS);
  reading.mockRestore();
  return id;
}

describe('an ingestion whose tries are used up', () => {
  test(
    'fails its manual and is a dead letter, until it is redriven and done',
    async () => {
      const admin = newAdmin();
      const id = await addHopeless(admin);
      (await manuals.ended(admin, id)).expectMatch({
        manual: { ingestion: { status: 'FAILED', attempt: 6, failure: { code: 'INGESTION_FAILED' } } },
      });
      const [letter = ''] = await letters(admin, 1);
      const listed = await list(admin);
      listed.expectMatch({
        deadLetters: {
          manuals: {
            edges: [{ node: { id: letter, queue: 'ingest', tries: 6, reason: REASON } }],
            pageInfo: { hasNextPage: false },
          },
        },
      });
      const node = ['deadLetters', 'manuals', 'edges', 0, 'node'] as const;
      expect(JSON.parse(String(listed.at(...node, 'data')))).toMatchObject({
        manualId: id,
        workspace: admin.workspace,
      });
      expect(String(listed.at(...node, 'sentAt')) < String(listed.at(...node, 'diedAt'))).toBe(true);

      const { promise: looked, resolve: goOn } = Promise.withResolvers<void>();
      const read = FileStore.prototype.read;
      vi.spyOn(FileStore.prototype, 'read').mockImplementationOnce(async function (this: FileStore, ...of) {
        await looked;
        return read.apply(this, of);
      });
      const redrive = () => manuals.served.as(admin).send(REDRIVE, { ids: [letter] });
      (await redrive()).expectData({
        redriveManualsDeadLetters: { __typename: 'DeadLettersRedriven', ids: [letter], unknown: [] },
      });
      const asked = 'query ($id: ID!) { manual(id: $id) { status ingestion { failure { code } } } }';
      const waiting = await manuals.served.as(admin).send(asked, { id });
      expect(['QUEUED', 'INGESTING']).toContain(waiting.at('manual', 'status'));
      waiting.expectMatch({ manual: { ingestion: { failure: null } } });
      goOn();
      (await redrive()).expectData({
        redriveManualsDeadLetters: { __typename: 'DeadLettersRedriven', ids: [], unknown: [letter] },
      });
      (await manuals.ended(admin, id)).expectMatch({
        manual: { status: 'READY', ingestion: { status: 'DONE', attempt: 1, failure: null } },
      });
      await letters(admin, 0);
      await manuals.expectEntries(admin.workspace, [
        ...['upload.request DONE', 'manual.add DONE', 'manual.ingest FAILED INGESTION_FAILED'],
        ...['letter.redrive DONE', 'manual.ingest DONE'],
      ]);
      expect(
        manuals.entries(admin.workspace).find(({ action }) => action === 'letter.redrive'),
      ).toMatchObject({
        target: `letter:${letter}`,
        actorId: admin.id,
      });
    },
    2 * DIES_MS,
  );

  test(
    'is no dead letter any more when its manual is added again or removed',
    async () => {
      const admin = newAdmin();
      const bytes = newMarkdown();
      const id = await addHopeless(admin, bytes);
      await letters(admin, 1);
      expect(await manuals.addReady(admin, 'drill.md', bytes)).toBe(id);
      await letters(admin, 0);
      const other = await addHopeless(admin);
      await letters(admin, 1);
      await manuals.remove(admin, other);
      await letters(admin, 0);
    },
    3 * DIES_MS,
  );

  test(
    'is shown, redriven and discarded in its own workspace alone, by admins',
    async () => {
      const admin = newAdmin();
      const id = await addHopeless(admin);
      const ids = await letters(admin, 1);
      const stranger = newAdmin();
      await letters(stranger, 0);
      for (const [mutation, field] of [
        [REDRIVE, 'redriveManualsDeadLetters'],
        [DISCARD, 'discardManualsDeadLetters'],
      ] as const) {
        (await manuals.served.as(stranger).send(mutation, { ids })).expectMatch({
          [field]: { ids: [], unknown: ids },
        });
        for (const role of ['reader', 'author', 'auditor'] as const satisfies readonly Role[]) {
          const other = { ...admin, roles: [role] };
          (await list(other)).expectError('FORBIDDEN', /letters:manage/);
          (await manuals.served.as(other).send(mutation, { ids })).expectError('FORBIDDEN', /letters:manage/);
        }
      }
      expect(await letters(admin, 1)).toEqual(ids);
      (await manuals.served.as(admin).send(DISCARD, { ids: [...ids, 'no id', newId()] })).expectMatch({
        discardManualsDeadLetters: { ids, unknown: ['no id', expect.any(String)] },
      });
      await letters(admin, 0);
      (await manuals.ended(admin, id)).expectMatch({ manual: { status: 'FAILED' } });
      await eventually(() =>
        expect(manuals.entries(admin.workspace)).toContainEqual(
          expect.objectContaining({ action: 'letter.discard', target: `letter:${ids[0]}`, outcome: 'DONE' }),
        ),
      );
    },
    2 * DIES_MS,
  );
});

test('a file that cannot be read is a result, not a dead letter', async () => {
  const admin = newAdmin();
  const id = await manuals.addFile(admin, 'drill.md', new TextEncoder().encode('\n\n  \n'));
  (await manuals.ended(admin, id)).expectMatch({ manual: { status: 'FAILED' } });
  await letters(admin, 0);
});

test('ids are 1 to 100, and a wrong number leaves an entry', async () => {
  const admin = newAdmin();
  const many = Array.from({ length: 101 }, () => newId());
  const problem = { code: 'INVALID_INPUT', message: 'ids must be 1 to 100.', path: 'ids' };
  for (const ids of [[], many]) {
    (await manuals.served.as(admin).send(REDRIVE, { ids })).expectMatch({
      redriveManualsDeadLetters: problem,
    });
    (await manuals.served.as(admin).send(DISCARD, { ids })).expectMatch({
      discardManualsDeadLetters: problem,
    });
  }
  (await list(admin, { ids: many })).expectError('INVALID_INPUT', /1 to 100/);
  const refused = [
    ...['letter.redrive REFUSED INVALID_INPUT', 'letter.discard REFUSED INVALID_INPUT'],
    ...['letter.redrive REFUSED INVALID_INPUT', 'letter.discard REFUSED INVALID_INPUT'],
  ];
  await manuals.expectEntries(admin.workspace, refused);
});

describe('an audit entry that the audit subgraph refuses', () => {
  test('is a dead letter, goes past the others, and is delivered when it is redriven', async () => {
    let isBroken = true;
    const taken: string[] = [];
    const audit = new FakeSubgraph(({ variables }) => {
      const actions: string[] = Object(variables).entries.map(({ action }: { action: string }) => action);
      if (isBroken && actions.includes('manual.add')) {
        return { errors: [{ message: 'manual.add is no action.', extensions: { code: 'BAD_USER_INPUT' } }] };
      }
      taken.push(...actions);
      return { data: { recordEntries: actions.length } };
    });
    const beside = await ManualsTester.start(await testDatabase('manuals', migrate), { audit });
    try {
      const admin = newAdmin();
      const tester = beside.served.as(admin);
      await beside.addReady(admin, 'drill.md', newMarkdown());
      await beside.addReady(admin, 'drill.md', newMarkdown());
      await eventually(async () =>
        (await tester.send(LIST)).expectMatch({
          deadLetters: {
            manuals: {
              edges: [1, 2].map(() => ({
                node: { queue: 'audit', tries: 1, reason: 'BAD_USER_INPUT: manual.add is no action.' },
              })),
            },
          },
        }),
      );
      const others = ['manual.ingest', 'manual.ingest', 'upload.request', 'upload.request'];
      await eventually(() => expect(taken.toSorted()).toEqual(others));

      const first = await tester.send(LIST, { first: 1 });
      const page = (...path: readonly (string | number)[]) => first.at('deadLetters', 'manuals', ...path);
      expect(page('pageInfo', 'hasNextPage')).toBe(true);
      const second = await tester.send(LIST, { first: 1, after: page('pageInfo', 'endCursor') });
      const other = second.at('deadLetters', 'manuals', 'edges', 0, 'node', 'id');
      expect(other).not.toBe(page('edges', 0, 'node', 'id'));
      (await tester.send(LIST, { ids: [other, newId(), 'no id'] })).expectMatch({
        deadLetters: { manuals: { edges: [{ node: { id: other } }] } },
      });

      isBroken = false;
      await tester.send(REDRIVE, { ids: [other, page('edges', 0, 'node', 'id')] });
      await eventually(() =>
        expect(taken.filter((action) => !others.includes(action)).toSorted()).toEqual([
          ...['letter.redrive', 'letter.redrive', 'manual.add', 'manual.add'],
        ]),
      );
    } finally {
      await beside.stop();
    }
  });
});
