import { randomUUID } from 'node:crypto';
import { type GraphqlAnswer, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { foundPassage, newReader, QueriesTester } from './queries-tester.ts';

const queries = await QueriesTester.start(await testDatabase('queries', migrate), () => ({
  data: { searchPassages: [foundPassage()] },
}));
afterAll(() => queries.stop());

const QUESTION =
  'query ($id: ID!) { question(id: $id) { id text askedBy { id } answer { found citations { page } } } }';
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Question { id answer { citations { quote } } } }
}`;
const PAGE = `query ($first: Int! = 20, $after: String) {
  questions(first: $first, after: $after) {
    edges { cursor node { id askedBy { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const asked = (id: string) => [{ __typename: 'Question', id }];

function idsOf(answer: GraphqlAnswer): unknown[] {
  // Edges are a list in this query.
  const edges = answer.at('questions', 'edges') as { node: { id: string } }[];
  return edges.map(({ node }) => node.id);
}

describe('a question is seen', () => {
  test('by its asker', async () => {
    const reader = newReader();
    const id = await queries.answered(reader, 'How do I wash the filter?');
    (await queries.served.as(reader).send(QUESTION, { id })).expectData({
      question: {
        ...{ id, text: 'How do I wash the filter?', askedBy: { id: reader.id } },
        answer: { found: true, citations: [{ page: 7 }] },
      },
    });
    (await queries.served.as(reader).send(ENTITIES, { representations: asked(id) })).expectMatch({
      _entities: [{ id, answer: { citations: [{ quote: expect.stringContaining('Wash') }] } }],
    });
  });

  test.each(['auditor', 'admin'] as const)('by an %s of the workspace', async (role) => {
    const reader = newReader();
    const id = await queries.answered(reader, 'How do I wash the filter?');
    const caller = queries.served.as({ ...reader, id: 'olga', roles: [role] });
    (await caller.send(QUESTION, { id })).expectMatch({ question: { id, askedBy: { id: reader.id } } });
    (await caller.send(ENTITIES, { representations: asked(id) })).expectMatch({ _entities: [{ id }] });
  });

  test.each([
    ['a reader of the workspace', { id: 'bob' }],
    ['an author of the workspace', { id: 'bob', roles: ['author'] as const }],
    ['an admin of another workspace', { workspace: 'elsewhere', roles: ['admin'] as const }],
    ['a namesake of another workspace', { workspace: 'elsewhere' }],
  ])('not by %s', async (_who, says) => {
    const reader = newReader();
    const id = await queries.answered(reader, 'How do I wash the filter?');
    const caller = queries.served.as({ ...reader, ...says });
    (await caller.send(QUESTION, { id })).expectData({ question: null });
    (await caller.send(ENTITIES, { representations: asked(id) })).expectData({ _entities: [null] });
  });

  test.each([
    ['an unknown id', randomUUID()],
    ['what is no id', 'first'],
  ])('never by %s', async (_what, id) => {
    const reader = queries.served.as(newReader());
    (await reader.send(QUESTION, { id })).expectData({ question: null });
    (await reader.send(ENTITIES, { representations: asked(id) })).expectData({ _entities: [null] });
  });
});

describe('the list of questions', () => {
  test("has the caller's own, newest first, page by page, each once", async () => {
    const reader = newReader();
    const ids: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      // Keys make ids that do not sort by time.
      const key = number % 2 === 0 ? { idempotencyKey: `k${number}` } : {};
      ids.push(await queries.answered(reader, `How do I wash filter ${number}?`, key));
      await queries.answered({ ...reader, id: 'bob' }, 'How do I wash the pump?');
    }
    const seen: unknown[] = [];
    let after: unknown = null;
    const flags: unknown[][] = [];
    do {
      const page = await queries.served.as(reader).send(PAGE, { first: 2, after });
      seen.push(...idsOf(page));
      const info = Object(page.at('questions', 'pageInfo'));
      after = info.endCursor;
      flags.push([info.hasPreviousPage, info.hasNextPage]);
    } while (flags.at(-1)?.[1] === true);
    expect(seen).toEqual([...ids].reverse());
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  test("has nobody else's, also for an admin", async () => {
    const reader = newReader();
    await queries.answered(reader, 'How do I wash the filter?');
    const admin = queries.served.as({ ...reader, id: 'root', roles: ['admin'] });
    expect(idsOf(await admin.send(PAGE))).toEqual([]);
    const namesake = queries.served.as({ ...reader, workspace: 'elsewhere' });
    expect(idsOf(await namesake.send(PAGE))).toEqual([]);
  });

  test("gives nothing after another user's cursor that its owner would not see", async () => {
    const reader = newReader();
    const other = { ...reader, id: 'bob' };
    await queries.answered(other, 'How do I wash the filter?');
    await queries.answered(reader, 'How do I wash the pump?');
    const after = (await queries.served.as(reader).send(PAGE)).at('questions', 'pageInfo', 'endCursor');
    const page = await queries.served.as(other).send(PAGE, { after });
    for (const edge of page.at('questions', 'edges') as object[])
      expect(edge).toMatchObject({ node: { askedBy: { id: 'bob' } } });
  });

  test.each([
    ['no rows', { first: 0 }, /1 to 100/],
    ['101 rows', { first: 101 }, /1 to 100/],
    ['a cursor that is none', { after: 'bm9uZQ' }, /after/],
  ])('is refused for %s', async (_what, variables, sentence) => {
    (await queries.served.as(newReader()).send(PAGE, variables)).expectError('INVALID_INPUT', sentence);
  });
});

describe('nobody', () => {
  test('reads or asks without a signed origin', async () => {
    const before = queries.entries('').length;
    (await queries.served.unsigned().send(PAGE)).expectError('UNAUTHENTICATED', /gateway/);
    await queries.expectEntries('', Array(before + 1).fill('queries.request REFUSED UNAUTHENTICATED'));
  });

  test('asks as a process without a caller', async () => {
    const ask = 'mutation { ask(input: { text: "How?" }) { __typename } }';
    (await queries.served.asService('usage').send(ask)).expectError('UNAUTHENTICATED');
  });
});

test('it is ready while its database answers', async () => {
  const response = await fetch(`${queries.served.address}/health/ready`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok', dependencies: { postgres: { ok: true } } });
});
