import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const idOf = (number: number): string => `01930000-0000-7000-8000-00000000000${number}`;
const letterOf = (number: number, queue: string) => ({
  id: idOf(number),
  queue,
  data: '{"workspace":"works","requestId":"r1"}',
  reason: 'BAD_USER_INPUT: this\nis no entry',
  tries: number,
  sentAt: '2026-11-20T08:00:00.000Z',
  diedAt: `2026-11-20T08:1${number}:00.000Z`,
});
const ingest = letterOf(1, 'ingest');
const settlement = letterOf(3, 'usage');
const entry = letterOf(2, 'audit');
const part = (...letters: object[]) => ({
  pageInfo: { hasNextPage: false },
  edges: letters.map((node) => ({ node })),
});
const away = {
  message: 'The subgraph queries does not answer.',
  extensions: { code: 'UNAVAILABLE' },
};
const forbidden = { message: 'This needs the scope letters:manage.', extensions: { code: 'FORBIDDEN' } };

let gateway: StandInGateway;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  gateway.data('DeadLetters', {
    deadLetters: { manuals: part(ingest), queries: part(settlement), usage: part(entry) },
  });
});

afterEach(() => gateway.stop());

describe('manuel dead-letters', () => {
  test('lists those of all subgraphs, the newest first', async () => {
    const { exit, stdout, stderr } = await run(gateway, ['dead-letters']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'id                                    subgraph  queue   reason                            tries  died (UTC)',
        `${idOf(3)}  queries   usage   BAD_USER_INPUT: this is no entry      3  2026-11-20 08:13`,
        `${idOf(2)}  usage     audit   BAD_USER_INPUT: this is no entry      2  2026-11-20 08:12`,
        `${idOf(1)}  manuals   ingest  BAD_USER_INPUT: this is no entry      1  2026-11-20 08:11`,
        '',
      ].join('\n'),
    );
    expect(gateway.variablesOf('DeadLetters')).toEqual([{ first: 20 }]);
  });

  test('gives at most so many, and says that there are more', async () => {
    const { stdout } = await run(gateway, ['dead-letters', '--limit', '2', '--json']);
    const letters = [
      { subgraph: 'queries', ...settlement },
      { subgraph: 'usage', ...entry },
    ];
    expect(JSON.parse(stdout)).toEqual({ letters, hasMore: true, warnings: [] });
    const people = await run(gateway, ['dead-letters', '--limit', '2']);
    expect(people.stdout).toContain('There are older ones; more with --limit.');
  });

  test('lists the others when a subgraph is away, and says so', async () => {
    const data = { deadLetters: { manuals: part(ingest), queries: null, usage: part() } };
    gateway.answer('DeadLetters', { body: { data, errors: [away] } });
    const { exit, stdout, stderr } = await run(gateway, ['dead-letters']);
    expect(exit).toBe(0);
    expect(stdout).toContain(idOf(1));
    expect(stderr).toBe('manuel: warning: The subgraph queries does not answer.\n');
  });

  test('exits with 3 for who is no admin, and says when there are none', async () => {
    gateway.answer('DeadLetters', { body: { data: { deadLetters: null }, errors: [forbidden] } });
    expect(await run(gateway, ['dead-letters'])).toEqual({
      ...{ exit: 3, stdout: '', stderr: 'manuel: This needs the scope letters:manage.\n' },
    });
    gateway.data('DeadLetters', { deadLetters: { manuals: part(), queries: part(), usage: part() } });
    expect((await run(gateway, ['dead-letters'])).stdout).toBe('No dead letters.\n');
  });
});

describe('manuel dead-letters show', () => {
  test('shows one with what it holds', async () => {
    gateway.data('DeadLetters', { deadLetters: { manuals: part(ingest), queries: part(), usage: part() } });
    const { stdout } = await run(gateway, ['dead-letters', 'show', idOf(1)]);
    expect(stdout).toBe(
      [
        `${idOf(1)}: queue ingest of manuals`,
        'sent 2026-11-20 08:00, given up 2026-11-20 08:11 (UTC) after one try',
        'BAD_USER_INPUT: this',
        'is no entry',
        '{\n  "workspace": "works",\n  "requestId": "r1"\n}',
        '',
      ].join('\n'),
    );
    expect(gateway.variablesOf('DeadLetters')).toEqual([{ first: 1, ids: [idOf(1)] }]);
  });

  test('exits with 4 when there is none, and with 6 when that cannot be told', async () => {
    const none = { deadLetters: { manuals: part(), queries: part(), usage: part() } };
    gateway.data('DeadLetters', none);
    expect(await run(gateway, ['dead-letters', 'show', 'x'])).toMatchObject({
      ...{ exit: 4, stderr: 'manuel: There is no dead letter x in this workspace.\n' },
    });
    const data = { deadLetters: { ...none.deadLetters, queries: null } };
    gateway.answer('DeadLetters', { body: { data, errors: [away] } });
    expect((await run(gateway, ['dead-letters', 'show', 'x'])).exit).toBe(6);
  });
});

describe.each([
  ['redrive', 'Redriven', 'DeadLettersRedriven'],
  ['discard', 'Discarded', 'DeadLettersDiscarded'],
])('manuel dead-letters %s', (verb, word, __typename) => {
  const field = (subgraph: string) => `${verb}${subgraph}DeadLetters`;

  test('asks the subgraphs that have them', async () => {
    gateway.data('DeadLetters', {
      deadLetters: { manuals: part(ingest), queries: part(), usage: part(entry) },
    });
    gateway.data(field('Manuals'), { letters: { __typename, ids: [idOf(1)] } });
    gateway.data(field('Usage'), { letters: { __typename, ids: [idOf(2)] } });
    expect(await run(gateway, ['dead-letters', verb, idOf(1), idOf(2)])).toEqual({
      ...{ exit: 0, stderr: '', stdout: `${word}: ${idOf(1)}, ${idOf(2)}\n` },
    });
    expect(gateway.variablesOf(field('Manuals'))).toEqual([{ ids: [idOf(1)] }]);
    expect(gateway.variablesOf(field('Usage'))).toEqual([{ ids: [idOf(2)] }]);
  });

  test('tells which were done when others are not there, or their subgraph went away', async () => {
    gateway.data('DeadLetters', {
      deadLetters: { manuals: part(ingest), queries: part(), usage: part(entry) },
    });
    gateway.data(field('Manuals'), { letters: { __typename, ids: [idOf(1)] } });
    gateway.data(field('Usage'), { letters: { __typename, ids: [] } });
    const args = ['dead-letters', verb, idOf(1), idOf(2)];
    expect(await run(gateway, args)).toEqual({
      ...{ exit: 4, stdout: `${word}: ${idOf(1)}\n` },
      stderr: `manuel: There is no dead letter ${idOf(2)} in this workspace.\n`,
    });
    gateway.answer(field('Usage'), { body: { data: null, errors: [away] } });
    const { exit, stdout } = await run(gateway, [...args, '--json']);
    expect(exit).toBe(6);
    expect(JSON.parse(stdout)).toEqual({
      [word.toLowerCase()]: [idOf(1)],
      error: { code: 'UNAVAILABLE', message: away.message },
    });
  });
});
