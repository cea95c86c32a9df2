import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const grace = {
  name: 'grace',
  roles: ['author', 'auditor'],
  createdAt: '2026-11-20T08:15:00.000Z',
  passwordChangedAt: '2026-11-20T09:15:00.000Z',
  disabledAt: null,
};
const page = (accounts: readonly object[], endCursor: string | null = null) => ({
  body: { accounts, pageInfo: { hasNextPage: endCursor !== null, endCursor } },
});
const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });

const noRoute = { statusCode: 404, error: 'Not Found', message: 'Route POST:/admin/accounts not found' };

let gateway: StandInGateway;
beforeEach(async () => {
  gateway = await StandInGateway.start();
});
afterEach(() => gateway.stop());

/** The last request as it came. */
function asked() {
  const { method, path, headers, body } = gateway.seen.at(-1) ?? expect.fail('Nothing was asked.');
  return { method, path, authorization: headers.authorization, body: body.toString() };
}

describe('manuel accounts list', () => {
  test('shows them as a table', async () => {
    const otto = { ...grace, name: 'otto', roles: ['reader'], disabledAt: '2026-11-20T10:15:00.000Z' };
    gateway.answer('/admin/accounts?first=100', page([grace, otto]));
    expect(await run(gateway, ['accounts', 'list'])).toEqual({
      ...{ exit: 0, stderr: '' },
      stdout: [
        'name   roles            made (UTC)        password since (UTC)  disabled (UTC)',
        'grace  author, auditor  2026-11-20 08:15  2026-11-20 09:15      -',
        'otto   reader           2026-11-20 08:15  2026-11-20 09:15      2026-11-20 10:15',
        '',
      ].join('\n'),
    });
    expect(asked()).toMatchObject({ method: 'GET', authorization: 'Bearer given' });
  });

  test('goes on over pages up to the limit', async () => {
    const named = (name: string) => ({ ...grace, name });
    gateway.answer('/admin/accounts?first=3', page([named('a'), named('b')], 'next'));
    gateway.answer('/admin/accounts?first=1&after=next', page([named('c')], 'more'));
    const { stdout } = await run(gateway, ['accounts', 'list', '--limit', '3', '--json']);
    expect(JSON.parse(stdout)).toEqual({ accounts: ['a', 'b', 'c'].map(named), hasMore: true });
    const people = await run(gateway, ['accounts', 'list', '--limit', '3']);
    expect(people.stdout).toContain('There are more of them; see --limit.');
  });

  test('says that there are none', async () => {
    gateway.answer('/admin/accounts?first=100', page([]));
    expect((await run(gateway, ['accounts', 'list'])).stdout).toBe('No accounts.\n');
  });
});

test('manuel accounts add prints the password once', async () => {
  const made = { account: grace, password: 'abcde-fghij-kmnpq-rstuv' };
  gateway.answer('/admin/accounts', { status: 201, body: made });
  const args = ['accounts', 'add', 'grace', '--role', 'author', 'auditor'];
  expect(await run(gateway, args)).toEqual({
    ...{ exit: 0, stderr: '' },
    stdout: 'Made grace (author, auditor).\nPassword, shown only this once: abcde-fghij-kmnpq-rstuv\n',
  });
  expect(asked()).toMatchObject({ method: 'POST', body: '{"name":"grace","roles":["author","auditor"]}' });
  expect(JSON.parse((await run(gateway, [...args, '--json'])).stdout)).toEqual(made);
});

test.each([
  [['roles', 'grace', '--role', 'author', 'auditor'], 'PUT', 'roles', 'grace is author, auditor now'],
  [['disable', 'grace'], 'POST', 'disable', 'grace is disabled'],
  [['enable', 'grace'], 'POST', 'enable', 'grace is enabled'],
])('manuel accounts %j changes the account', async (args, method, verb, sentence) => {
  const path = `/admin/accounts/grace/${verb}`;
  gateway.answer(path, { body: { account: grace } });
  const { exit, stdout } = await run(gateway, ['accounts', ...args]);
  expect(exit).toBe(0);
  expect(stdout).toContain(sentence);
  expect(asked()).toMatchObject({ method, path });
  expect(JSON.parse((await run(gateway, ['accounts', ...args, '--json'])).stdout)).toEqual({
    account: grace,
  });
});

test('manuel accounts reset-password prints the new password', async () => {
  gateway.answer('/admin/accounts/grace/reset-password', { body: { account: grace, password: 'new-one' } });
  const { stdout } = await run(gateway, ['accounts', 'reset-password', 'grace']);
  expect(stdout).toContain('Password, shown only this once: new-one\n');
});

describe('what goes wrong is said in one line, with an exit code that tells what it is', () => {
  test.each([
    [{ status: 401, body: refusal('UNAUTHENTICATED', 'Who?') }, 3, 'UNAUTHENTICATED', 'Who?'],
    [{ status: 403, body: refusal('FORBIDDEN', 'Not you.') }, 3, 'FORBIDDEN', 'Not you.'],
    [{ status: 404, body: refusal('NOT_FOUND', 'No such.') }, 4, 'NOT_FOUND', 'No such.'],
    [{ status: 409, body: refusal('CONFLICT', 'Taken.') }, 2, 'CONFLICT', 'Taken.'],
    [{ status: 503, body: refusal('UNAVAILABLE', 'Later.') }, 6, 'UNAVAILABLE', 'Later.'],
    [{ status: 404, body: noRoute }, 6, 'NO_ADMIN_SURFACE', 'has no admin surface'],
    [{ status: 502, body: '<html>' }, 6, 'HTTP_502', 'answered 502, and not as a gateway does'],
    [{ body: { account: 7 } }, 1, 'NOT_UNDERSTOOD', 'is not as expected at "account"'],
  ])('%j', async (answer, exit, code, sentence) => {
    gateway.answer('/admin/accounts/grace/disable', answer);
    const people = await run(gateway, ['accounts', 'disable', 'grace']);
    expect(people).toMatchObject({ exit, stdout: '', stderr: expect.stringContaining(sentence) });
    expect(people.stderr).toMatch(/^manuel: [^\n]+\n$/);
    const programs = await run(gateway, ['accounts', 'disable', 'grace', '--json']);
    expect(JSON.parse(programs.stdout)).toMatchObject({ error: { code } });
  });

  test.each([
    [['add', 'grace'], "required option '--role <role...>' not specified"],
    [['add', 'grace', '--role', 'king'], '--role: expected reader, author, auditor, admin'],
    [['list', '--limit', '0'], '--limit: expected a whole number from 1 to 10000'],
    [['disable'], "missing required argument 'name'"],
  ])('%j is wrong usage', async (args, sentence) => {
    const { exit, stderr } = await run(gateway, ['accounts', ...args]);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(sentence) });
    expect(gateway.seen).toEqual([]);
  });
});

test('an admin surface of its own is found where MANUEL_ADMIN_URL says', async () => {
  const apart = await StandInGateway.start();
  try {
    apart.answer('/admin/accounts?first=100', page([grace]));
    const environment = { MANUEL_ADMIN_URL: apart.origin };
    expect((await run(gateway, ['accounts', 'list'], { environment })).exit).toBe(0);
    expect(apart.seen).toHaveLength(1);
    // A gateway that is named on the command line is asked itself.
    const named = ['accounts', 'list', '--url', `${gateway.origin}/graphql`];
    expect((await run(gateway, named, { environment })).exit).not.toBe(0);
    expect(gateway.seen).toHaveLength(1);
  } finally {
    await apart.stop();
  }
});
