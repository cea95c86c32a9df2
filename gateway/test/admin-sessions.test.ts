import { eventually, testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdminTester } from './admin-tester.ts';
import { SignInTester, type Tokens } from './sign-in/sign-in-tester.ts';

let here: SignInTester;
let admin: AdminTester;
beforeAll(async () => {
  here = await SignInTester.start();
  await here.addAccount('root', ['admin']);
  admin = await signedIn('root');
}, 120_000);
afterAll(() => here.stop());

async function signedIn(name: string, password?: string): Promise<AdminTester> {
  const { access_token } = await here.signIn(name, password);
  return AdminTester.withToken(here.gateway, testCaller({ id: name, roles: ['admin'] }), access_token);
}

/** Makes an account that has signed in. */
async function newAccount(): Promise<{ name: string; tokens: Tokens }> {
  const name = `n${crypto.randomUUID()}`;
  const { body } = await admin.does('POST', '/accounts', { name, roles: ['reader'] });
  return { name, tokens: await here.signIn(name, String(body?.password)) };
}

async function sessionsOf(name: string): Promise<string[]> {
  const { body } = await admin.does('GET', `/accounts/${name}/sessions`);
  // As the surface promises; what is missing fails the expectations.
  return (body as { sessions: { id: string }[] }).sessions.map(({ id }) => id);
}

async function isOut({ access_token, refresh_token }: Tokens): Promise<void> {
  await eventually(async () => expect(await here.statusOf(access_token)).toBe(401));
  expect((await here.refresh(refresh_token)).body.error).toBe('invalid_grant');
}

test('an account signs in with the password that was made for it, and its session is listed', async () => {
  const { name, tokens } = await newAccount();
  expect(await here.statusOf(tokens.access_token)).toBe(200);
  const { body } = await admin.does('GET', `/accounts/${name}/sessions`);
  expect(body).toEqual({
    sessions: [
      {
        ...{ id: expect.any(String), client: 'test-app', createdAt: expect.any(String) },
        ...{ usedAt: expect.any(String), expiresAt: expect.any(String) },
      },
    ],
  });
});

test('an admin ends one session or all, with an entry of it', async () => {
  const [one, two] = [await newAccount(), await newAccount()];
  const [id = ''] = await sessionsOf(one.name);
  const ended = await admin.does('DELETE', `/accounts/${one.name}/sessions/${id}`);
  expect(ended.status).toBe(204);
  await isOut(one.tokens);
  expect(await sessionsOf(one.name)).toEqual([]);
  const sentence = await admin.isRefused(
    [404, 'NOT_FOUND'],
    'DELETE',
    `/accounts/${one.name}/sessions/${id}`,
  );
  expect(sentence).toMatch(/has no session/);
  const all = await admin.does('DELETE', `/accounts/${two.name}/sessions`);
  expect(all.body).toEqual({ ended: 1 });
  await isOut(two.tokens);
  for (const [answer, action, target] of [
    [ended, 'session.revoke', `session:${id}`],
    [all, 'session.revoke-all', `account:${two.name}`],
  ] as const) {
    expect(await here.gateway.entryOf(answer.requestId)).toMatchObject({
      ...{ action, target, outcome: 'DONE', actorId: 'root', workspace: 'acme' },
    });
  }
});

test.each([
  ['PUT', 'roles', { roles: ['auditor'] }],
  ['POST', 'disable', undefined],
  ['POST', 'reset-password', undefined],
])('%s %s ends what the account was given before', async (method, verb, body) => {
  const { name, tokens } = await newAccount();
  await admin.does(method, `/accounts/${name}/${verb}`, body);
  await isOut(tokens);
  expect(await sessionsOf(name)).toEqual([]);
});

test('enabling an account ends nothing', async () => {
  const { name, tokens } = await newAccount();
  await admin.does('POST', `/accounts/${name}/enable`);
  expect(await here.statusOf(tokens.access_token)).toBe(200);
});

test('an admin of another workspace sees and ends no session', async () => {
  const { name, tokens } = await newAccount();
  const [id = ''] = await sessionsOf(name);
  await here.addAccount('stranger', ['admin'], 'elsewhere');
  const stranger = await signedIn('stranger');
  await stranger.isRefused([404, 'NOT_FOUND'], 'GET', `/accounts/${name}/sessions`);
  await stranger.isRefused([404, 'NOT_FOUND'], 'DELETE', `/accounts/${name}/sessions`);
  await stranger.isRefused([404, 'NOT_FOUND'], 'DELETE', `/accounts/${name}/sessions/${id}`);
  expect(await here.statusOf(tokens.access_token)).toBe(200);
});
