import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AnswerSharing, type SharedAnswer } from './answer-sharing.ts';

const QUERY = { query: 'query Mine { me { id } }', variables: { first: 1 }, operationName: 'Mine' };

const STAYS = new AbortController().signal;

/** Counts its answers, and gives each a body of its own. */
class Answers {
  given = 0;
  readonly #body: string;

  constructor(body = '{"data":{}}') {
    this.#body = body;
  }

  readonly give = async (): Promise<SharedAnswer> => {
    this.given += 1;
    await sleep(20);
    const hasErrors = this.#body.startsWith('{"errors":');
    return {
      ...{ status: 200, headers: { 'content-type': 'application/json' } },
      ...{ hasErrors, body: this.#body },
    };
  };
}

function asked(identity: string, body: unknown, accept = '') {
  const text = JSON.stringify(body);
  return { identity, accept, text, query: (): string | undefined => JSON.parse(text).query };
}

const ask = (
  sharing: AnswerSharing,
  answers: Answers,
  identity = 'ada',
  body: unknown = QUERY,
  accept = '',
) => sharing.share({ ...asked(identity, body, accept), signal: STAYS }, answers.give);

describe('queries that run at the same time', () => {
  test('are answered once when they are equal and of one caller', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    const all = await Promise.all(Array.from({ length: 50 }, () => ask(sharing, answers)));
    expect(answers.given).toBe(1);
    expect(sharing.shared).toBe(49);
    expect(new Set(all.map(({ body }) => String(body)))).toEqual(new Set(['{"data":{}}']));
  });

  test('never show one caller the answer of another', async () => {
    const sharing = new AnswerSharing();
    const callers = Array.from({ length: 100 }, (_, index) => `caller ${index % 10}`);
    const seen = await Promise.all(
      callers.map((caller) => ask(sharing, new Answers(`{"data":{"me":"${caller}"}}`), caller)),
    );
    expect(seen.map(({ body }) => String(body))).toEqual(
      callers.map((caller) => `{"data":{"me":"${caller}"}}`),
    );
  });

  test.each([
    ['variables', { ...QUERY, variables: { first: 2 } }, ''],
    ['operation', { ...QUERY, operationName: undefined }, ''],
    ['text', { ...QUERY, query: 'query Mine { me { __typename } }' }, ''],
    ['media type', QUERY, 'application/graphql-response+json'],
  ])('are answered by themselves when they differ in their %s', async (_what, body, accept) => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    await Promise.all([ask(sharing, answers), ask(sharing, answers, 'ada', body, accept)]);
    expect(answers.given).toBe(2);
  });

  test('are answered again when they come one after the other', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    await ask(sharing, answers);
    await ask(sharing, answers);
    expect(answers.given).toBe(2);
  });

  test('are told errors one by one, each with its request’s id', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers('{"errors":[{"message":"no"}]}')];
    await Promise.all([ask(sharing, answers), ask(sharing, answers), ask(sharing, answers)]);
    expect(answers.given).toBe(3);
    expect(sharing.shared).toBe(0);
  });

  test('go on by themselves when the first one fails', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    const failing = sharing.share({ ...asked('ada', QUERY), signal: STAYS }, async () => {
      await sleep(10);
      throw new Error('it fails');
    });
    const other = ask(sharing, answers);
    await expect(failing).rejects.toThrow('it fails');
    expect((await other).status).toBe(200);
    expect(answers.given).toBe(1);
  });
});

describe('an answer that several wait for', () => {
  const clients = () => [new AbortController(), new AbortController()] as const;

  test('goes on while one of them waits', async () => {
    const [sharing, [first, second]] = [new AnswerSharing(), clients()];
    const answers = new Answers();
    let heard: AbortSignal | undefined;
    const request = asked('ada', QUERY);
    const all = [first, second].map(({ signal }) =>
      sharing.share({ ...request, signal }, (shared) => {
        heard = shared;
        return answers.give();
      }),
    );
    first.abort();
    expect(heard?.aborted).toBe(false);
    second.abort('they have gone');
    expect(heard?.reason).toBe('they have gone');
    await Promise.all(all);
    expect(answers.given).toBe(1);
  });

  test('is answered anew for one who comes when the others have gone', async () => {
    const [sharing, [leaving]] = [new AnswerSharing(), clients()];
    const answers = new Answers();
    const request = asked('ada', QUERY);
    const gone = sharing.share({ ...request, signal: leaving.signal }, async (shared) => {
      await sleep(20);
      shared.throwIfAborted();
      return answers.give();
    });
    leaving.abort(new Error('gone'));
    const late = ask(sharing, answers);
    await expect(gone).rejects.toThrow('gone');
    expect((await late).status).toBe(200);
    expect(answers.given).toBe(1);
  });
});

describe('a mutation', () => {
  const MUTATION = { query: 'mutation { removeManual(id: "1") { __typename } }' };

  test('is never shared', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    await Promise.all([ask(sharing, answers, 'ada', MUTATION), ask(sharing, answers, 'ada', MUTATION)]);
    expect(answers.given).toBe(2);
  });

  test('that stands beside a query in one document is not shared either', async () => {
    const [sharing, answers] = [new AnswerSharing(), new Answers()];
    const both = { query: `query Mine { me { id } } ${MUTATION.query.replace('mutation', 'mutation Gone')}` };
    await Promise.all([ask(sharing, answers, 'ada', both), ask(sharing, answers, 'ada', both)]);
    expect(answers.given).toBe(2);
  });

  test.each([
    ['', (sharing: AnswerSharing) => ask(sharing, new Answers(), 'ada', MUTATION)],
    [
      ', also when it is answered in parts',
      (sharing: AnswerSharing) => sharing.alone(asked('ada', MUTATION), async () => undefined),
    ],
  ])('parts the queries before it from those after it%s', async (_what, mutate) => {
    const [sharing, before, after] = [
      new AnswerSharing(),
      new Answers('{"data":1}'),
      new Answers('{"data":2}'),
    ];
    let release = (): void => undefined;
    const slow = sharing.share({ ...asked('ada', QUERY), signal: STAYS }, async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return before.give();
    });
    await mutate(sharing);
    const later = await ask(sharing, after);
    release();
    expect([(await slow).body, later.body]).toEqual(['{"data":1}', '{"data":2}']);
  });
});
