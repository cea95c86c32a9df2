import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { GraphqlAnswer } from '@manuel/testkit';
import { testDatabase } from '@manuel/testkit';
import type pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

// The ORM may bring a driver of its own; untyped, but it is the same package.
const driver = createRequire(import.meta.resolve('@mikro-orm/postgresql'))('pg') as typeof pg;
/** Every statement that this process has sent. A session keeps the method as it is when it is opened. */
const sent: string[] = [];
const { query } = driver.Client.prototype;
// There are many ways to call it, and each is handed on as it came.
driver.Client.prototype.query = function (this: pg.Client, ...words: unknown[]) {
  sent.push(JSON.stringify(words[0]));
  return Reflect.apply(query, this, words);
} as typeof query;

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const PAGE = `query ($first: Int! = 20, $after: String, $filter: ManualFilter) {
  manuals(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;
const PASSAGES = `query ($id: ID!, $first: Int! = 20, $after: String) {
  manual(id: $id) {
    passages(first: $first, after: $after) {
      edges { node { id text manual { id } } }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }
}`;
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Manual { id title addedBy { id } ingestion { id status } }
    ... on Passage { id text manual { id } }
    ... on IngestionJob { id status }
  }
}`;

function idsOf(answer: GraphqlAnswer, ...path: string[]): unknown[] {
  // Edges are a list in these queries.
  const edges = answer.at(...path, 'edges') as { node: { id: string } }[];
  return edges.map(({ node }) => node.id);
}

/** A workspace with five manuals, in the order in which they were added. */
async function fiveManuals() {
  const author = newAuthor();
  const ids: string[] = [];
  for (const [index, product] of ['saw', 'drill', 'drill', 'saw', null].entries()) {
    const title = index === 3 ? '100% Saw_Guide' : `Guide ${index}`;
    ids.push(await manuals.addReady(author, 'm.md', newMarkdown(), { title, ...(product && { product }) }));
  }
  return { author, ids, reader: manuals.served.as({ ...author, roles: ['reader'] }) };
}

describe('the list of manuals', () => {
  test('comes newest first, page by page, each once', async () => {
    const { ids, reader } = await fiveManuals();
    const seen: unknown[] = [];
    let after: unknown = null;
    const flags: unknown[][] = [];
    do {
      const page = await reader.send(PAGE, { first: 2, after });
      seen.push(...idsOf(page, 'manuals'));
      page.expectMatch({ manuals: { totalCount: 5 } });
      after = page.at('manuals', 'pageInfo', 'endCursor');
      const { hasPreviousPage, hasNextPage } = Object(page.at('manuals', 'pageInfo'));
      flags.push([hasPreviousPage, hasNextPage]);
    } while (flags.at(-1)?.[1] === true);
    expect(seen).toEqual([...ids].reverse());
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  test('is filtered by status, product and a part of the title, each page and the count', async () => {
    const { author, ids, reader } = await fiveManuals();
    const broken = await manuals.addFile(author, 'broken.md', textBytes('\n\n'), { title: 'Broken' });
    await manuals.ended(author, broken);
    const at = (...indexes: number[]) => indexes.map((index) => ids[index]);
    const expected: [object, unknown[]][] = [
      [{ status: 'FAILED' }, [broken]],
      [{ status: 'QUEUED' }, []],
      [{ product: 'drill' }, at(2, 1)],
      [{ product: 'Drill' }, []],
      [{ titleContains: 'gUIDE' }, at(4, 3, 2, 1, 0)],
      [{ titleContains: '100%' }, at(3)],
      [{ titleContains: '%' }, at(3)],
      [{ titleContains: 'saw_guide' }, at(3)],
      [{ titleContains: '\\' }, []],
      [{ titleContains: "' or 1=1 --" }, []],
      [{ product: 'saw', titleContains: 'guide', status: 'READY' }, at(3, 0)],
      [{ product: null, titleContains: null, status: null }, [broken, ...at(4, 3, 2, 1, 0)]],
    ];
    for (const [filter, found] of expected) {
      const answer = await reader.send(PAGE, { filter });
      expect(idsOf(answer, 'manuals'), answer.toString()).toEqual(found);
      answer.expectMatch({ manuals: { totalCount: found.length } });
    }
    const first = await reader.send(PAGE, { first: 1, filter: { product: 'drill' } });
    first.expectMatch({ manuals: { totalCount: 2, pageInfo: { hasNextPage: true } } });
    const after = first.at('manuals', 'pageInfo', 'endCursor');
    const second = await reader.send(PAGE, { first: 1, after, filter: { product: 'drill' } });
    expect(idsOf(second, 'manuals')).toEqual(at(1));
    second.expectMatch({ manuals: { totalCount: 2, pageInfo: { hasNextPage: false } } });
  });

  test('is empty in a workspace without manuals', async () => {
    (await manuals.served.as(newAuthor()).send(PAGE)).expectData({
      manuals: {
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
        totalCount: 0,
      },
    });
  });

  test.each([
    ['no rows', { first: 0 }, /1 to 100/],
    ['101 rows', { first: 101 }, /1 to 100/],
    ['less than nothing', { first: -1 }, /1 to 100/],
    ['a cursor that is none', { after: 'bm9uZQ' }, /after/],
    ['a NUL in the title', { filter: { titleContains: '\u0000' } }, /NUL/],
    ['a NUL in the product', { filter: { product: '\u0000' } }, /NUL/],
  ])('is refused for %s', async (_what, variables, sentence) => {
    (await manuals.served.as(newAuthor()).send(PAGE, variables)).expectError('INVALID_INPUT', sentence);
  });
});

describe('one manual', () => {
  const MANUAL = 'query ($id: ID!) { manual(id: $id) { id } }';

  test.each([
    ['an unknown id', randomUUID()],
    ['what is no id', 'drill'],
    ['nothing', ''],
  ])('is null by %s', async (_what, id) => {
    (await manuals.served.as(newAuthor()).send(MANUAL, { id })).expectData({ manual: null });
  });

  test('of another workspace is null, in every way to it', async () => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    const [passage] = await manuals.passages(id);
    const [ingestion] = await manuals.rows<{ id: string }>(
      'select id from manuals.ingestions where manual_id = ?',
      [id],
    );
    const stranger = manuals.served.as(newAuthor({ roles: ['admin'] }));
    (await stranger.send(MANUAL, { id })).expectData({ manual: null });
    const representations = [
      { __typename: 'Manual', id },
      { __typename: 'Passage', id: passage?.id },
      { __typename: 'IngestionJob', id: ingestion?.id },
    ];
    (await stranger.send(ENTITIES, { representations })).expectData({ _entities: [null, null, null] });
    (await manuals.served.as(author).send(ENTITIES, { representations })).expectMatch({
      _entities: [{ id }, { manual: { id } }, { status: 'DONE' }],
    });
  });
});

describe('the passages of a manual', () => {
  test('come in reading order, page by page', async () => {
    const author = newAuthor();
    const words = Array.from({ length: 70 }, (_, index) => `word${index}`).join(' ');
    const parts = Array.from({ length: 7 }, (_, index) => `# Part ${index}\n\n${words}\n`);
    const id = await manuals.addReady(author, 'drill.md', textBytes(parts.join('\n')));
    const all = (await manuals.passages(id)).map((passage) => passage.id);
    expect(all).toHaveLength(7);
    const reader = manuals.served.as(author);
    const seen: unknown[] = [];
    let after: unknown = null;
    for (const [size, previous, next] of [
      [3, false, true],
      [3, true, true],
      [3, true, false],
    ] as const) {
      const page = await reader.send(PASSAGES, { id, first: size, after });
      seen.push(...idsOf(page, 'manual', 'passages'));
      page.expectMatch({
        manual: { passages: { pageInfo: { hasPreviousPage: previous, hasNextPage: next } } },
      });
      after = page.at('manual', 'passages', 'pageInfo', 'endCursor');
    }
    expect(seen).toEqual(all);
  });

  test.each([
    ['101 of them', { first: 101 }, /1 to 100/],
    ['a cursor that is none', { after: 'x' }, /after/],
  ])('are refused for %s', async (_what, variables, sentence) => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    const answer = await manuals.served.as(author).send(PASSAGES, { id, ...variables });
    expect(answer.codes).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toMatch(sentence);
    expect(answer.errors[0]?.path).toEqual(['manual', 'passages']);
  });
});

test('a passage knows its neighbours; those of many are read with one statement', async () => {
  const author = newAuthor();
  const words = 'turn the knob to the left '.repeat(20);
  const text = ['Safety', 'Use', 'Care'].map((heading) => `# ${heading}\n\n${words}`).join('\n\n');
  const id = await manuals.addReady(author, 'drill.md', textBytes(text));
  const asked = `query ($id: ID!) {
    manual(id: $id) {
      passages { edges { node { heading path pageLabel sectionPages { first last } previous { heading } next { heading } } } }
    }
  }`;
  sent.length = 0;
  const answer = await manuals.served.as(author).send(asked, { id });
  const statements = sent.filter((sql) => /(from|join) [^ ]*manuals[^ ]*passages/.test(sql));
  expect(statements, statements.join('\n')).toHaveLength(2);
  const [safety, use, care] = ['Safety', 'Use', 'Care'].map((heading) => ({ heading }));
  const nodes = [
    { ...safety, previous: null, next: use },
    { ...use, previous: safety, next: care },
    { ...care, previous: use, next: null },
  ];
  answer.expectMatch({
    manual: {
      passages: {
        edges: nodes.map((node) => ({
          node: { ...node, path: [node.heading], pageLabel: null, sectionPages: null },
        })),
      },
    },
  });
});

describe('representations', () => {
  test('of a hundred manuals are read with one statement for each kind of row', async () => {
    const author = newAuthor();
    const { workspace } = author;
    const ids = Array.from({ length: 100 }, () => randomUUID());
    const values = ids.map((id, index) => [id, workspace, `Manual ${index}`, `${index}`.padStart(64, '0')]);
    await manuals.rows(
      `insert into manuals.manuals select id::uuid, workspace, title, null, 'en', 'm.md', 'text/markdown', 1, sha256, null,
       'READY', 1, now(), 'ann' from (values ${values.map(() => '(?, ?, ?, ?)').join(', ')}) as v (id, workspace, title, sha256)`,
      values.flat(),
    );
    await manuals.rows(
      `insert into manuals.ingestions select gen_random_uuid(), id, workspace, 'DONE', 1, 1, null, null
       from manuals.manuals where workspace = ?`,
      [workspace],
    );
    const representations = ids.map((id) => ({ __typename: 'Manual', id }));
    sent.length = 0;
    const answer = await manuals.served.as(author).send(ENTITIES, { representations });
    const statements = sent.filter((sql) => sql.includes('from \\"manuals\\"'));
    expect(statements, statements.join('\n')).toHaveLength(2);
    const entities = ids.map((id, index) => ({
      id,
      title: `Manual ${index}`,
      addedBy: { id: 'ann' },
      ingestion: { id: expect.any(String), status: 'DONE' },
    }));
    answer.expectData({ _entities: entities });
  });

  test('that name nothing are null and do no harm to the others', async () => {
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown());
    const representations = [
      { __typename: 'Manual', id: 'drill' },
      { __typename: 'Manual', id },
      { __typename: 'Passage', id: '' },
      { __typename: 'IngestionJob', id: randomUUID() },
    ];
    (await manuals.served.as(author).send(ENTITIES, { representations })).expectMatch({
      _entities: [null, { id }, null, null],
    });
  });

  test('asked for by a process without a caller are refused', async () => {
    const representations = [{ __typename: 'Manual', id: randomUUID() }];
    const answer = await manuals.served.asService('queries').send(ENTITIES, { representations });
    expect(answer.data).toEqual({ _entities: [null] });
  });
});
