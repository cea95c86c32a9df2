import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const id = '01930000-0000-7000-8000-000000000001';
const manual = {
  id,
  title: 'A manual with a long title about drilling',
  product: null,
  language: 'en',
  fileName: 'drill.pdf',
  byteSize: 3,
  pageCount: 12,
  status: 'READY',
  addedAt: '2026-11-20T08:15:00.000Z',
};
const entry = {
  id: 'e1',
  at: '2026-11-20T08:15:00.000Z',
  actor: null,
  action: 'manual.add',
  target: `manual:${id}`,
  outcome: 'REFUSED',
  code: 'FORBIDDEN',
  requestId: 'r1',
};
const period = { used: 3, limit: 200, remaining: 197, resetsAt: '2026-11-21T00:00:00.000Z' };

let gateway: StandInGateway;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  gateway.data('Manuals', { manuals: { totalCount: 2, edges: [{ node: manual }] } });
  gateway.data('Audit', { auditEntries: { pageInfo: { hasNextPage: true }, edges: [{ node: entry }] } });
  gateway.data('Usage', { me: { id: 'ada', usage: { today: period, month: { ...period, limit: 5000 } } } });
});

afterEach(() => gateway.stop());

describe('manuel manuals', () => {
  test('gives whole cells to programs that read the table', async () => {
    const { stdout } = await run(gateway, ['manuals']);
    expect(stdout).toBe(
      [
        'id                                    title                                      product  pages  status  added (UTC)',
        `${id}  A manual with a long title about drilling  -           12  READY   2026-11-20 08:15`,
        'The newest 1 of 2; more with --limit.',
        '',
      ].join('\n'),
    );
  });

  test('cuts the title, never the id, to fit a terminal', async () => {
    const { stdout } = await run(gateway, ['manuals'], { columns: 100 });
    expect(stdout.split('\n')[1]).toBe(
      `${id}  A manual with a lon…  -           12  READY   2026-11-20 08:15`,
    );
  });

  test('shows one block for each manual on a terminal that is too narrow for a table', async () => {
    const { stdout } = await run(gateway, ['manuals'], { columns: 60 });
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `id           ${id}`,
      'title        A manual with a long title about drilling',
    ]);
  });

  test('asks for what the options say', async () => {
    await run(gateway, ['manuals', '--product', 'P', '--status', 'failed', '--limit', '5']);
    expect(gateway.variablesOf('Manuals')).toEqual([
      { first: 5, filter: { product: 'P', status: 'FAILED' } },
    ]);
  });

  test.each([
    ['--limit', '0', 'manuel: --limit: expected a whole number from 1 to 100.\n'],
    ['--limit', 'many', 'manuel: --limit: expected a whole number from 1 to 100.\n'],
    ['--status', 'lost', 'manuel: --status: expected queued, ingesting, ready, failed.\n'],
  ])('refuses %s %s and says what is allowed', async (option, value, stderr) => {
    expect(await run(gateway, ['manuals', option, value])).toEqual({ exit: 2, stdout: '', stderr });
    expect(gateway.seen).toEqual([]);
  });

  test('gives one JSON document, wherever --json stands', async () => {
    for (const args of [
      ['manuals', '--json'],
      ['--json', 'manuals'],
    ]) {
      const { stdout, stderr } = await run(gateway, args);
      expect(JSON.parse(stdout)).toEqual({ manuals: [manual], totalCount: 2 });
      expect(stderr).toBe('');
    }
  });

  test('removes a manual, and exits with 4 when there is none', async () => {
    const args = ['manuals', 'remove', id];
    gateway.data('RemoveManual', { removeManual: { __typename: 'ManualRemoved', id } });
    expect(await run(gateway, args)).toMatchObject({ exit: 0, stdout: `Removed ${id}.\n` });
    expect(JSON.parse((await run(gateway, [...args, '--json'])).stdout)).toEqual({ removed: id });
    const problem = { __typename: 'NotFound', code: 'NOT_FOUND', message: 'No such manual.' };
    gateway.data('RemoveManual', { removeManual: problem });
    expect(await run(gateway, args)).toMatchObject({ exit: 4, stderr: 'manuel: No such manual.\n' });
  });
});

describe('manuel usage', () => {
  test('shows what is used and left, and when that ends', async () => {
    const { stdout } = await run(gateway, ['usage']);
    expect(stdout).toBe(
      [
        'Questions of ada',
        'period  used  limit  left  resets at (UTC)',
        'today      3    200   197  2026-11-21 00:00',
        'month      3   5000   197  2026-11-21 00:00',
        '',
      ].join('\n'),
    );
  });

  test('gives one JSON document', async () => {
    const { stdout } = await run(gateway, ['usage', '--json']);
    expect(JSON.parse(stdout)).toEqual({ user: 'ada', today: period, month: { ...period, limit: 5000 } });
  });
});

describe('manuel audit', () => {
  test('shows who did what and why it was refused', async () => {
    const { stdout } = await run(gateway, ['audit']);
    expect(stdout.split('\n').slice(1)).toEqual([
      `2026-11-20 08:15  -      manual.add  manual:${id}  REFUSED FORBIDDEN`,
      'There are older ones; more with --limit.',
      '',
    ]);
  });

  test('asks for what the options say', async () => {
    await run(gateway, ['audit', '--action', 'a', '--target', 't', '--outcome', 'done', '--limit', '7']);
    expect(gateway.variablesOf('Audit')).toEqual([
      { first: 7, filter: { action: 'a', target: 't', outcome: 'DONE' } },
    ]);
  });

  test('gives one JSON document', async () => {
    const { stdout } = await run(gateway, ['audit', '--json']);
    expect(JSON.parse(stdout)).toEqual({ entries: [entry], hasMore: true });
  });
});
