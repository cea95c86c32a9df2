import { randomUUID } from 'node:crypto';
import { newId } from '@manuel/service';
import {
  type GraphqlAnswer,
  type GraphqlTester,
  SubgraphTester,
  silentLog,
  testCaller,
  testDatabase,
} from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { auditMessage } from '../src/client.ts';
import { openDatabase } from '../src/database.ts';
import { startAudit } from '../src/server.ts';
import { migrate } from './migrate.ts';

const databaseUrl = await testDatabase('audit', migrate);
const audit = await SubgraphTester.serve('audit', await startAudit({ databaseUrl, log: silentLog }));
afterAll(() => audit.stop());

const RECORD = 'mutation ($entries: [AuditEntryInput!]!) { recordEntries(entries: $entries) }';
const PAGE = `query ($first: Int!, $after: String, $filter: AuditFilter) {
  auditEntries(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id at actor { id } action target outcome code requestId } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** Each test has a workspace of its own, so that no other's entries stand among its own. */
function newWorkspace(): { workspace: string; auditor: GraphqlTester; reader: GraphqlTester } {
  const workspace = `w-${randomUUID()}`;
  return {
    workspace,
    auditor: audit.as(testCaller({ id: 'olga', workspace, roles: ['auditor'] })),
    reader: audit.as(testCaller({ id: 'rob', workspace })),
  };
}

function entry(workspace: string, changes: Record<string, unknown> = {}) {
  return {
    ...auditMessage({
      caller: testCaller({ workspace }),
      requestId: newId(),
      action: 'manual.add',
      target: 'manual:m1',
      outcome: 'DONE',
    }),
    ...changes,
  };
}

const record = (...entries: unknown[]): Promise<GraphqlAnswer> =>
  audit.asService('gateway').send(RECORD, { entries });

const idsOf = (answer: GraphqlAnswer): unknown[] => {
  // Edges are a list in this query.
  const edges = answer.at('auditEntries', 'edges') as { node: { id: string } }[];
  return edges.map(({ node }) => node.id);
};

describe('recording', () => {
  test('an entry that is delivered twice is kept once', async () => {
    const { workspace, auditor } = newWorkspace();
    const [one, two] = [entry(workspace), entry(workspace)];
    (await record(one)).expectData({ recordEntries: 1 });
    (await record(one, two)).expectData({ recordEntries: 1 });
    expect(idsOf(await auditor.send(PAGE, { first: 10 }))).toEqual([two.id, one.id]);
  });

  test('an entry reads as it was written', async () => {
    const { workspace, auditor } = newWorkspace();
    const written = entry(workspace, { outcome: 'REFUSED', code: 'FORBIDDEN', actorId: null });
    await record(written);
    const { workspace: _where, actorId: _who, ...rest } = written;
    const node = (await auditor.send(PAGE, { first: 1 })).at('auditEntries', 'edges', 0, 'node');
    expect(node).toEqual({ ...rest, actor: null });
  });

  test('nobody records but the processes of this installation', async () => {
    const { workspace, auditor } = newWorkspace();
    const admin = audit.as(testCaller({ workspace, roles: ['admin'] }));
    (await admin.send(RECORD, { entries: [entry(workspace)] })).expectError('FORBIDDEN');
    const stranger = audit.asService('stranger');
    (await stranger.send(RECORD, { entries: [entry(workspace)] })).expectError('FORBIDDEN');
    (await auditor.send(PAGE, { first: 10 })).expectMatch({
      auditEntries: { edges: [{ node: { action: 'audit.recordEntries', outcome: 'REFUSED' } }] },
    });
  });
});

describe('paging', () => {
  test('entries come newest first, page by page, each once', async () => {
    const { workspace, auditor } = newWorkspace();
    const entries = Array.from({ length: 5 }, () => entry(workspace));
    await record(...entries);
    const seen: unknown[] = [];
    let after: unknown = null;
    const flags: unknown[][] = [];
    do {
      const page = await auditor.send(PAGE, { first: 2, after });
      seen.push(...idsOf(page));
      after = page.at('auditEntries', 'pageInfo', 'endCursor');
      flags.push([
        page.at('auditEntries', 'pageInfo', 'hasPreviousPage'),
        page.at('auditEntries', 'pageInfo', 'hasNextPage'),
      ]);
    } while (flags.at(-1)?.[1] === true);
    expect(seen).toEqual(entries.map(({ id }) => id).reverse());
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  test.each([0, 101])('a page of %d is refused', async (first) => {
    const { auditor } = newWorkspace();
    (await auditor.send(PAGE, { first })).expectError('INVALID_INPUT', /1 to 100/);
  });

  test('a cursor that is none is refused', async () => {
    const { auditor } = newWorkspace();
    (await auditor.send(PAGE, { first: 1, after: 'bm9uZQ' })).expectError('INVALID_INPUT', /after/);
  });
});

describe('filters', () => {
  const { workspace, auditor } = newWorkspace();
  const first = entry(workspace, { at: '2026-01-01T00:00:00.000Z', action: 'manual.add' });
  const second = entry(workspace, { at: '2026-02-01T00:00:00.000Z', actorId: 'bob', target: 'manual:m2' });
  const third = entry(workspace, {
    at: '2026-03-01T00:00:00.000Z',
    action: 'question.ask',
    outcome: 'FAILED',
  });

  test.each([
    ['the actor', { actorId: 'bob' }, [second]],
    ['the action', { action: 'question.ask' }, [third]],
    ['the target', { target: 'manual:m2' }, [second]],
    ['the outcome', { outcome: 'FAILED' }, [third]],
    ['the start, which is within', { from: '2026-02-01T00:00:00Z' }, [third, second]],
    ['the end, which is not', { to: '2026-02-01T00:00:00Z' }, [first]],
    ['both ends', { from: '2026-01-15T00:00:00Z', to: '2026-02-15T00:00:00Z' }, [second]],
    ['several at once', { actorId: 'ada', action: 'manual.add' }, [first]],
    ['nulls, which do not matter', { actorId: null, from: null }, [third, second, first]],
  ])('entries are found by %s', async (_what, filter, found) => {
    await record(first, second, third);
    expect(idsOf(await auditor.send(PAGE, { first: 10, filter }))).toEqual(found.map(({ id }) => id));
  });

  test('an instant that is none is refused', async () => {
    (await auditor.send(PAGE, { first: 1, filter: { from: 'yesterday' } })).expectError('BAD_USER_INPUT');
  });
});

describe('who sees what', () => {
  const ENTITIES = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on AuditEntry { id action }
      ... on Manual { id auditTrail { id } }
    }
  }`;

  test('a reader sees nothing, and the attempt is an entry itself', async () => {
    const { auditor, reader } = newWorkspace();
    (await reader.send(PAGE, { first: 1 })).expectError('FORBIDDEN', /audit:read/);
    (await auditor.send(PAGE, { first: 10 })).expectMatch({
      auditEntries: {
        edges: [
          {
            node: {
              actor: { id: 'rob' },
              action: 'audit.auditEntries',
              outcome: 'REFUSED',
              code: 'FORBIDDEN',
            },
          },
        ],
      },
    });
  });

  test('admins, and only they, see the refusals of callers whom nobody knows as well', async () => {
    const { workspace, auditor } = newWorkspace();
    const admin = audit.as(testCaller({ workspace, roles: ['admin'] }));
    (await audit.unsigned().send(PAGE, { first: 1 })).expectError('UNAUTHENTICATED', /gateway/);
    const refusal = { actor: null, action: 'audit.request', outcome: 'REFUSED', code: 'UNAUTHENTICATED' };
    (await admin.send(PAGE, { first: 1 })).expectMatch({ auditEntries: { edges: [{ node: refusal }] } });
    (await auditor.send(PAGE, { first: 1 })).expectData({
      auditEntries: expect.objectContaining({ edges: [] }),
    });
  });

  test("another workspace's entries and trails are never seen", async () => {
    const ours = newWorkspace();
    const theirs = newWorkspace();
    const hidden = entry(theirs.workspace, { target: 'manual:shared' });
    const own = entry(ours.workspace, { target: 'manual:shared' });
    await record(hidden, own);
    expect(idsOf(await ours.auditor.send(PAGE, { first: 10 }))).toEqual([own.id]);
    const representations = [
      { __typename: 'AuditEntry', id: hidden.id },
      { __typename: 'AuditEntry', id: own.id },
      { __typename: 'Manual', id: 'shared' },
    ];
    (await ours.auditor.send(ENTITIES, { representations })).expectData({
      _entities: [null, { id: own.id, action: 'manual.add' }, { id: 'shared', auditTrail: [{ id: own.id }] }],
    });
  });

  test('trails of many things come at once, newest first and at most a hundred of each', async () => {
    const { workspace, auditor } = newWorkspace();
    const long = Array.from({ length: 101 }, () => entry(workspace, { target: 'manual:long' }));
    const short = entry(workspace, { target: 'manual:short' });
    await record(...long, short);
    const representations = ['long', 'short', 'none'].map((id) => ({ __typename: 'Manual', id }));
    const newest = long.map(({ id }) => ({ id })).reverse();
    (await auditor.send(ENTITIES, { representations })).expectData({
      _entities: [
        { id: 'long', auditTrail: newest.slice(0, 100) },
        { id: 'short', auditTrail: [{ id: short.id }] },
        { id: 'none', auditTrail: [] },
      ],
    });
  });

  test('a reader gets the thing without its trail', async () => {
    const { reader } = newWorkspace();
    const answer = await reader.send(ENTITIES, { representations: [{ __typename: 'Manual', id: 'm1' }] });
    expect(answer.data).toEqual({ _entities: [{ id: 'm1', auditTrail: null }] });
    answer.expectError('FORBIDDEN');
  });

  test('an entry is not found by an id that is no id', async () => {
    const { auditor } = newWorkspace();
    const representations = [{ __typename: 'AuditEntry', id: 'not-a-uuid' }];
    (await auditor.send(ENTITIES, { representations })).expectData({ _entities: [null] });
  });
});

test.each([
  "update audit.entries set outcome = 'DONE'",
  'delete from audit.entries',
  'truncate audit.entries',
])('rows are never changed, even by SQL: %s', async (statement) => {
  const { workspace, auditor } = newWorkspace();
  const kept = entry(workspace, { outcome: 'FAILED' });
  await record(kept);
  const database = await openDatabase(databaseUrl);
  try {
    await expect(database.fork().execute(statement)).rejects.toThrow('audit entries are only ever added');
  } finally {
    await database.close();
  }
  (await auditor.send(PAGE, { first: 10 })).expectMatch({
    auditEntries: { edges: [{ node: { id: kept.id, outcome: 'FAILED' } }] },
  });
});

test('it is ready while its database answers', async () => {
  const response = await fetch(`${audit.address}/health/ready`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok', dependencies: { postgres: { ok: true } } });
});
