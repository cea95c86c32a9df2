import { randomUUID } from 'node:crypto';
import type { SubgraphAnswer } from '@manuel/subgraph';
import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { foundPassage, LIMIT, newReader, QueriesTester, RESETS_AT } from './queries-tester.ts';

const HIT = foundPassage();
const FOUND: SubgraphAnswer = { data: { searchPassages: [HIT] } };
let search: (signal?: AbortSignal) => SubgraphAnswer | Promise<SubgraphAnswer> = () => FOUND;
const queries = await QueriesTester.start(await testDatabase('queries', migrate), (signal) => search(signal));
afterAll(() => queries.stop());
beforeEach(() => {
  queries.restore();
  search = () => FOUND;
});

const QUESTION = 'How do I wash the filter of the pump?';
const NOTHING = { questions: 0, citations: 0 };

describe('a question', () => {
  test('is answered with what the manuals say, kept, charged and told', async () => {
    const reader = newReader();
    const answer = await queries.ask(reader, `  ${QUESTION}\n`);
    answer.expectData({
      ask: {
        __typename: 'Question',
        ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), text: QUESTION, askedBy: { id: reader.id } },
        askedAt: expect.stringMatching(/Z$/),
        answer: {
          ...{ text: expect.stringMatching(/Wash the filter.* \[1\]$/), found: true, confidence: 0.9 },
          engine: 'extractive-2',
          citations: [
            { passage: { id: HIT.passage.id }, page: 7, quote: expect.stringContaining('Wash the filter') },
          ],
        },
      },
    });
    expect(await queries.left(reader.workspace)).toEqual({ questions: 1, citations: 1 });
    const id = answer.at('ask', 'id');
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['KEEP']));
    const settlement = queries.usage.settlements.find(({ chargeId }) => chargeId === id);
    expect(settlement).toMatchObject({ userId: reader.id, amountUsd: 0 });
    expect(settlement?.computeMilliseconds).toBeGreaterThan(0);
    await queries.expectEntries(reader.workspace, ['question.ask DONE']);
    expect(queries.entries(reader.workspace)[0]).toMatchObject({
      actorId: reader.id,
      target: `question:${id}`,
    });
  });

  test('is looked up where it says, in the name of its asker', async () => {
    const reader = newReader();
    const manualIds = [randomUUID(), randomUUID()];
    await queries.answered(reader, QUESTION, { manualIds, product: 'P100' });
    const { request, origin } = queries.manuals.received.at(-1) ?? {};
    expect(request?.variables).toEqual({ text: QUESTION, manualIds, product: 'P100', first: 12 });
    expect(origin).toMatchObject({ caller: reader, service: 'queries' });
    await queries.expectEntries(reader.workspace, ['question.ask DONE']);
    expect(queries.entries(reader.workspace)[0]?.requestId).toBe(origin?.requestId);
  });

  test('that no manual answers gets an honest sentence, and is charged', async () => {
    search = () => ({ data: { searchPassages: [] } });
    const reader = newReader();
    const answer = await queries.ask(reader, QUESTION);
    answer.expectMatch({
      ask: { answer: { found: false, confidence: 0, citations: [], text: expect.stringMatching(/manuals/) } },
    });
    expect(await queries.left(reader.workspace)).toEqual({ questions: 1, citations: 0 });
    await eventually(() => expect(queries.usage.outcomesOf(answer.at('ask', 'id'))).toEqual(['KEEP']));
  });

  test('of exactly 2,000 characters is answered', async () => {
    await queries.answered(newReader(), 'x'.repeat(2_000));
  });

  test.each([
    ['no character', '', {}, 'input.text', /empty/],
    ['spaces alone', ' \n\t ', {}, 'input.text', /empty/],
    ['2,001 characters', 'x'.repeat(2_001), {}, 'input.text', /2001 characters/],
    ['100,000 characters', 'x'.repeat(100_000), {}, 'input.text', /100000 characters/],
    ['a NUL', 'a\u0000b', {}, 'input.text', /NUL/],
    ["what is no manual's id", QUESTION, { manualIds: [randomUUID(), 'drill'] }, 'input.manualIds', /drill/],
    ['1,001 manuals', QUESTION, { manualIds: Array(1_001).fill(randomUUID()) }, 'input.manualIds', /1000/],
    ['a product with a NUL', QUESTION, { product: '\u0000' }, 'input.product', /NUL/],
    ['an empty key', QUESTION, { idempotencyKey: '' }, 'input.idempotencyKey', /1 to 100/],
    ['a key of 101 signs', QUESTION, { idempotencyKey: 'k'.repeat(101) }, 'input.idempotencyKey', /1 to 100/],
  ])('with %s is refused and costs nothing', async (_what, text, input, path, message) => {
    const reader = newReader();
    const [taken, searches] = [queries.usage.taken.size, queries.manuals.received.length];
    (await queries.ask(reader, text, input)).expectData({
      ask: {
        ...{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path },
        message: expect.stringMatching(message),
      },
    });
    expect([queries.usage.taken.size, queries.manuals.received.length]).toEqual([taken, searches]);
    expect(await queries.left(reader.workspace)).toEqual(NOTHING);
    await queries.expectEntries(reader.workspace, ['question.ask REFUSED INVALID_INPUT']);
  });

  test('beyond the quota is refused before anything is looked up', async () => {
    queries.usage.isUsedUp = true;
    const reader = newReader();
    const searches = queries.manuals.received.length;
    (await queries.ask(reader, QUESTION)).expectData({
      ask: {
        ...{ __typename: 'QuotaExceeded', code: 'QUOTA_EXCEEDED', limit: LIMIT, resetsAt: RESETS_AT },
        message: expect.stringContaining(RESETS_AT),
      },
    });
    expect(queries.manuals.received).toHaveLength(searches);
    expect(await queries.left(reader.workspace)).toEqual(NOTHING);
    await queries.expectEntries(reader.workspace, ['question.ask REFUSED QUOTA_EXCEEDED']);
  });
});

describe('the same idempotency key', () => {
  test('again gives the first question, charged once', async () => {
    const reader = newReader();
    const first = await queries.ask(reader, QUESTION, { idempotencyKey: 'k1' });
    const searches = queries.manuals.received.length;
    const second = await queries.ask(reader, QUESTION, { idempotencyKey: 'k1' });
    expect(second.data).toEqual(first.data);
    expect(queries.manuals.received).toHaveLength(searches);
    await eventually(() => expect(queries.usage.outcomesOf(first.at('ask', 'id'))).toEqual(['KEEP']));
    expect(await queries.left(reader.workspace)).toEqual({ questions: 1, citations: 1 });
    await queries.expectEntries(reader.workspace, ['question.ask DONE']);
  });

  test('twenty times at once is one question, charged once', async () => {
    const reader = newReader();
    const taken = queries.usage.taken.size;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => queries.ask(reader, QUESTION, { idempotencyKey: 'k2' })),
    );
    const questions = new Set(answers.map((answer) => JSON.stringify(answer.at('ask'))));
    expect(questions.size).toBe(1);
    expect(queries.usage.taken.size).toBe(taken + 1);
    const id = answers[0]?.at('ask', 'id');
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['KEEP']));
    expect(await queries.left(reader.workspace)).toEqual({ questions: 1, citations: 1 });
    await queries.expectEntries(reader.workspace, ['question.ask DONE']);
  });

  test.each([
    ['another text', 'How do I dry the filter?', {}],
    ['another product', QUESTION, { product: 'P200' }],
    ['other manuals', QUESTION, { manualIds: [] }],
  ])('with %s is refused, and the first answer stays', async (_what, text, input) => {
    const reader = newReader();
    const first = await queries.ask(reader, QUESTION, { idempotencyKey: 'k3' });
    (await queries.ask(reader, text, { ...input, idempotencyKey: 'k3' })).expectMatch({
      ask: { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: 'input.idempotencyKey' },
    });
    expect((await queries.ask(reader, QUESTION, { idempotencyKey: 'k3' })).data).toEqual(first.data);
    await queries.expectEntries(reader.workspace, [
      ...['question.ask DONE', 'question.ask REFUSED INVALID_INPUT'],
    ]);
    expect(queries.usage.outcomesOf(first.at('ask', 'id'))).toEqual(['KEEP']);
  });

  test('with two texts at once answers one of them and charges it', async () => {
    const reader = newReader();
    const texts = [QUESTION, 'How do I wash the pump with cold water?'];
    const answers = await Promise.all(
      texts.map((text) => queries.ask(reader, text, { idempotencyKey: 'k4' })),
    );
    const kinds = answers.map((answer) => answer.at('ask', '__typename')).sort();
    expect(kinds).toEqual(['InvalidInput', 'Question']);
    expect(await queries.left(reader.workspace)).toMatchObject({ questions: 1 });
    await eventually(() => expect(queries.entries(reader.workspace)).toHaveLength(2));
    const told = queries.entries(reader.workspace).map(({ outcome }) => outcome);
    expect(told.sort()).toEqual(['DONE', 'REFUSED']);
    const question = answers.find((answer) => answer.at('ask', '__typename') === 'Question');
    await eventually(() => expect(queries.usage.outcomesOf(question?.at('ask', 'id'))).toEqual(['KEEP']));
  });

  test('of another user, or in another workspace, is another question', async () => {
    const reader = newReader();
    const ids = await Promise.all(
      [reader, { ...reader, id: 'bob' }, newReader()].map((caller) =>
        queries.answered(caller, QUESTION, { idempotencyKey: 'k5' }),
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });
});

describe('while the manuals subgraph', () => {
  test.each([
    ['is away', () => queries.manuals.goAway()],
    [
      'fails',
      () => {
        search = () => ({ data: null, errors: [{ message: 'postgres://secret@10.0.0.1 is gone' }] });
      },
    ],
    [
      'answers something else',
      () => {
        search = () => ({ data: { searchPassages: [{ score: 'high' }] } });
      },
    ],
  ])('%s, nothing is answered and the charge is given back', async (_what, breakIt) => {
    breakIt();
    const reader = newReader();
    const answer = await queries.ask(reader, QUESTION, { idempotencyKey: 'k6' });
    answer.expectError('UNAVAILABLE');
    expect(answer.errors[0]?.path).toEqual(['ask']);
    expect(answer.toString()).not.toContain('10.0.0.1');
    expect(await queries.left(reader.workspace)).toEqual(NOTHING);
    const id = [...queries.usage.taken].at(-1);
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['RETURN']));
    await queries.expectEntries(reader.workspace, ['question.ask FAILED UNAVAILABLE']);

    queries.restore();
    search = () => FOUND;
    expect(await queries.answered(reader, QUESTION, { idempotencyKey: 'k6' })).toBe(id);
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['RETURN', 'KEEP']));
  });
});

describe('an asker who leaves', () => {
  test('before there is an answer is not answered and not charged, and may ask the same again', async () => {
    const reader = newReader();
    const searching = Promise.withResolvers<AbortSignal>();
    search = (signal = expect.fail('Nothing would end the search.')) => {
      searching.resolve(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const asker = new AbortController();
    const asked = queries.ask(reader, QUESTION, { idempotencyKey: 'k7' }, asker.signal);
    const signal = await searching.promise;
    const id = [...queries.usage.taken].at(-1);
    asker.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => expect(signal.aborted).toBe(true));
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['RETURN']));
    expect(await queries.left(reader.workspace)).toEqual(NOTHING);
    await queries.expectEntries(reader.workspace, ['question.ask FAILED CLIENT_CLOSED_REQUEST']);

    search = () => FOUND;
    expect(await queries.answered(reader, QUESTION, { idempotencyKey: 'k7' })).toBe(id);
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['RETURN', 'KEEP']));
  });

  test('while the answer is written down is charged, and finds the answer by asking the same again', async () => {
    const reader = newReader();
    const asker = new AbortController();
    await queries.database.transaction(async (em) => {
      // Reads go on, and what adds a row waits.
      await em.execute('lock table queries.questions in share mode');
      const asked = queries.ask(reader, QUESTION, { idempotencyKey: 'k8' }, asker.signal);
      await eventually(async () => {
        const waiting = await queries.database.fork().execute(
          `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like 'insert %'`,
        );
        expect(waiting).toHaveLength(1);
      });
      asker.abort();
      await expect(asked).rejects.toThrow();
      // Whatever leaving does has been done when a later request has been answered.
      await fetch(`${queries.served.address}/health/live`);
    });
    const id = [...queries.usage.taken].at(-1);
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['KEEP']));
    expect(await queries.left(reader.workspace)).toEqual({ questions: 1, citations: 1 });
    await queries.expectEntries(reader.workspace, ['question.ask DONE']);
    expect(await queries.answered(reader, QUESTION, { idempotencyKey: 'k8' })).toBe(id);
  });
});

describe('while the usage subgraph is away', () => {
  test('nothing is looked up or answered', async () => {
    queries.usage.goAway();
    const reader = newReader();
    const searches = queries.manuals.received.length;
    const answer = await queries.ask(reader, QUESTION);
    answer.expectError('UNAVAILABLE');
    expect(answer.errors[0]?.path).toEqual(['ask']);
    expect(queries.manuals.received).toHaveLength(searches);
    expect(await queries.left(reader.workspace)).toEqual(NOTHING);
    await queries.expectEntries(reader.workspace, ['question.ask FAILED UNAVAILABLE']);
    // Whether it had taken the question before it went cannot be known, so it is given back in any case.
    const returned = () => queries.usage.settlements.filter(({ outcome }) => outcome === 'RETURN').length;
    const before = returned();
    queries.usage.comeBack();
    await eventually(() => expect(returned()).toBe(before + 1));
  });

  test('a question that was taken before is answered, and settled once it is back', async () => {
    queries.usage.leavesAfterTaking = true;
    const reader = newReader();
    const id = await queries.answered(reader, QUESTION);
    await eventually(() => expect(queries.usage.missed).toBeGreaterThan(0));
    expect(queries.usage.outcomesOf(id)).toEqual([]);
    queries.restore();
    await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['KEEP']));
  });
});

test('while the audit subgraph is away questions are answered, and told once it is back', async () => {
  queries.audit.goAway();
  const reader = newReader();
  await queries.answered(reader, QUESTION);
  await queries.ask(reader, '');
  expect(queries.entries(reader.workspace)).toEqual([]);
  queries.audit.comeBack();
  await queries.expectEntries(reader.workspace, [
    ...['question.ask DONE', 'question.ask REFUSED INVALID_INPUT'],
  ]);
});
