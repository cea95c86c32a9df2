import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const SESSIONS = '/admin/accounts/grace/sessions';
const session = {
  id: 's1',
  client: 'manuel-cli',
  createdAt: '2026-11-20T08:15:00.000Z',
  usedAt: '2026-11-20T09:15:00.000Z',
  expiresAt: '2026-12-20T08:15:00.000Z',
};
const missing = { errors: [{ message: 'No such session.', extensions: { code: 'NOT_FOUND' } }] };

let gateway: StandInGateway;
beforeEach(async () => {
  gateway = await StandInGateway.start();
});
afterEach(() => gateway.stop());

test('manuel sessions list shows those of an account', async () => {
  gateway.answer(SESSIONS, { body: { sessions: [session] } }, { body: { sessions: [] } });
  expect((await run(gateway, ['sessions', 'list', 'grace'])).stdout).toBe(
    [
      'id  client      signed in (UTC)   used (UTC)        ends (UTC)',
      's1  manuel-cli  2026-11-20 08:15  2026-11-20 09:15  2026-12-20 08:15',
      '',
    ].join('\n'),
  );
  expect((await run(gateway, ['sessions', 'list', 'grace'])).stdout).toBe('No sessions.\n');
});

test('manuel sessions revoke ends those that are named, and tells how far it came', async () => {
  gateway.answer(`${SESSIONS}/s1`, { body: '' });
  gateway.answer(`${SESSIONS}/s2`, { status: 404, body: missing });
  expect(await run(gateway, ['sessions', 'revoke', 'grace', 's1'])).toEqual({
    ...{ exit: 0, stdout: 'Revoked: s1\n', stderr: '' },
  });
  expect(await run(gateway, ['sessions', 'revoke', 'grace', 's1', 's2'])).toEqual({
    ...{ exit: 4, stdout: '', stderr: 'manuel: Revoked before that: s1\nmanuel: No such session.\n' },
  });
  const { stdout } = await run(gateway, ['sessions', 'revoke', 'grace', 's1', 's2', '--json']);
  expect(JSON.parse(stdout)).toEqual({
    ...{ revoked: ['s1'], error: { code: 'NOT_FOUND', message: 'No such session.' } },
  });
});

test('manuel sessions revoke --all ends all of them', async () => {
  gateway.answer(SESSIONS, { body: { ended: 2 } }, { body: { ended: 1 } });
  const all = ['sessions', 'revoke', 'grace', '--all'];
  expect((await run(gateway, all)).stdout).toBe('Revoked 2 sessions and all tokens of grace.\n');
  expect((await run(gateway, all)).stdout).toBe('Revoked one session and all tokens of grace.\n');
  expect(gateway.seen.at(-1)?.method).toBe('DELETE');
});

test.each([[['grace']], [['grace', 's1', '--all']]])(
  'manuel sessions revoke %j is wrong usage',
  async (args) => {
    const { exit, stderr } = await run(gateway, ['sessions', 'revoke', ...args]);
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: 'manuel: Say which sessions: their ids, or --all.\n',
    });
  },
);
