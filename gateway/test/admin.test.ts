import { freePort, testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_EDGE } from '../src/edge/edge.ts';
import { AdminTester } from './admin-tester.ts';
import { GatewayTester } from './gateway-tester.ts';
import { identityDatabase, openIssuer } from './identity-database.ts';

const databaseUrl = await identityDatabase();
let gateway: GatewayTester;
beforeAll(async () => {
  const issuer = await openIssuer(databaseUrl);
  gateway = await GatewayTester.start({ issuer });
}, 120_000);
afterAll(() => gateway.stop());

const newName = () => `n${crypto.randomUUID()}`;
const PASSWORD = /^[a-z2-9-]{20,}$/;

describe('the admin surface lets in', () => {
  test('nobody without a credential', async () => {
    for (const path of ['/accounts', '/service-accounts', '/service-accounts/x/keys']) {
      const response = await fetch(`${gateway.address}/admin${path}`);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      const requestId = response.headers.get('x-request-id') ?? '';
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId } }],
      });
      expect(await gateway.entryOf(requestId)).toMatchObject({
        ...{ action: 'request.refuse', target: 'admin', outcome: 'REFUSED', code: 'UNAUTHENTICATED' },
      });
    }
  });

  test.each(['reader', 'author', 'auditor'] as const)('no %s', async (role) => {
    const admin = await AdminTester.of(gateway, { roles: [role] });
    const answer = await admin.send('GET', '/accounts');
    expect(answer.status).toBe(403);
    const { actorId, workspace, code } = await gateway.entryOf(answer.requestId);
    expect({ actorId, workspace, code }).toEqual({
      ...{ actorId: admin.caller.id, workspace: admin.caller.workspace, code: 'FORBIDDEN' },
    });
  });

  test('no admin whose credential is narrowed to other scopes', async () => {
    const admin = await AdminTester.of(gateway, { scopes: ['audit:read'] });
    expect(await admin.isRefused([403, 'FORBIDDEN'], 'GET', '/accounts')).toMatch(/accounts:manage/);
  });
});

describe('accounts', () => {
  test('are made with a password that is told once, and listed without it', async () => {
    const admin = await AdminTester.of(gateway);
    const name = newName();
    const made = await admin.does('POST', '/accounts', { name, roles: ['author', 'auditor'] });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body).toMatchObject({
      ...{ password: expect.stringMatching(PASSWORD) },
      account: { name, roles: ['author', 'auditor'], disabledAt: null },
    });
    const { body } = await admin.does('GET', '/accounts');
    expect(body).toEqual({
      accounts: [
        {
          ...{ name, roles: ['author', 'auditor'], disabledAt: null },
          ...{ createdAt: expect.any(String), passwordChangedAt: expect.any(String) },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    });
    expect(await gateway.entryOf(made.requestId)).toMatchObject({
      ...{ action: 'account.create', target: `account:${name}`, outcome: 'DONE', actorId: 'root' },
    });
  });

  test('change their roles, are disabled and enabled, and get another password', async () => {
    const admin = await AdminTester.of(gateway);
    const name = newName();
    const { body: first } = await admin.does('POST', '/accounts', { name, roles: ['reader'] });
    const changes = [
      ['PUT', 'roles', { roles: ['author'] }, 'account.set-roles', { roles: ['author'] }],
      ['POST', 'disable', undefined, 'account.disable', { disabledAt: expect.any(String) }],
      ['POST', 'enable', undefined, 'account.enable', { disabledAt: null }],
      ['POST', 'reset-password', undefined, 'account.reset-password', { name }],
    ] as const;
    for (const [method, verb, body, action, account] of changes) {
      const answer = await admin.does(method, `/accounts/${name}/${verb}`, body);
      expect(answer.body).toMatchObject({ account });
      expect(await gateway.entryOf(answer.requestId)).toMatchObject({
        ...{ action, target: `account:${name}`, outcome: 'DONE', workspace: admin.caller.workspace },
      });
      if (action !== 'account.reset-password') continue;
      expect(answer.body?.password).toMatch(PASSWORD);
      expect(answer.body?.password).not.toBe(first?.password);
    }
  });

  test('bear names that nobody else has, also not in another workspace', async () => {
    const [one, other] = [await AdminTester.of(gateway), await AdminTester.of(gateway)];
    const wish = { name: newName(), roles: ['reader'] };
    await one.does('POST', '/accounts', wish);
    for (const admin of [one, other]) {
      expect(await admin.isRefused([409, 'CONFLICT'], 'POST', '/accounts', wish)).toMatch(/taken/);
    }
  });

  test('of admins are not disabled or demoted by themselves', async () => {
    const admin = await AdminTester.of(gateway, { id: newName() });
    const { id } = admin.caller;
    const other = await AdminTester.as(gateway, testCaller({ ...admin.caller, id: 'root' }));
    await other.does('POST', '/accounts', { name: id, roles: ['admin'] });
    await admin.isRefused([409, 'CONFLICT'], 'POST', `/accounts/${id}/disable`);
    await admin.isRefused([409, 'CONFLICT'], 'PUT', `/accounts/${id}/roles`, { roles: ['reader'] });
    await admin.does('PUT', `/accounts/${id}/roles`, { roles: ['admin', 'reader'] });
    await other.does('POST', `/accounts/${id}/disable`);
  });

  test('get no more from somebody than that one has', async () => {
    const admin = await AdminTester.of(gateway);
    const [reader, boss] = [newName(), newName()];
    await admin.does('POST', '/accounts', { name: reader, roles: ['reader'] });
    await admin.does('POST', '/accounts', { name: boss, roles: ['admin'] });
    const narrowed = await AdminTester.as(gateway, {
      ...admin.caller,
      scopes: ['accounts:manage', 'manuals:read', 'questions:ask', 'questions:read', 'usage:read'],
    });
    await narrowed.does('POST', '/accounts', { name: newName(), roles: ['reader'] });
    await narrowed.does('POST', `/accounts/${reader}/reset-password`);
    const more: Parameters<AdminTester['send']>[] = [
      ['POST', '/accounts', { name: newName(), roles: ['author'] }],
      ['PUT', `/accounts/${reader}/roles`, { roles: ['admin'] }],
      ['POST', `/accounts/${boss}/reset-password`],
      ['POST', '/service-accounts', { name: newName(), roles: ['admin'] }],
    ];
    for (const refused of more) {
      const sentence = await narrowed.isRefused([403, 'FORBIDDEN'], ...refused);
      expect(sentence).toMatch(/You can only give what you may do yourself/);
    }
  });
});

test('bound to a port of its own, it is on no other', async () => {
  const port = await freePort();
  const apart = await GatewayTester.start({
    issuer: await openIssuer(databaseUrl),
    edge: { ...PLAIN_EDGE, admin: { host: '127.0.0.1', port } },
  });
  try {
    const authorization = `Bearer ${await apart.token(testCaller({ roles: ['admin'] }))}`;
    const status = async (origin: string) =>
      (await fetch(`${origin}/admin/accounts`, { headers: { authorization } })).status;
    expect(await status(`http://127.0.0.1:${port}`)).toBe(200);
    expect(await status(apart.address)).toBe(404);
  } finally {
    await apart.stop();
  }
});

test('an admin of another workspace sees nothing and changes nothing', async () => {
  const [one, other] = [await AdminTester.of(gateway), await AdminTester.of(gateway)];
  const name = newName();
  await one.does('POST', '/accounts', { name, roles: ['reader'] });
  const account = await one.serviceAccount();
  const { id } = await one.key(account);
  expect((await other.does('GET', '/accounts')).body).toMatchObject({ accounts: [] });
  expect((await other.does('GET', '/service-accounts')).body).toMatchObject({ serviceAccounts: [] });
  for (const [method, path, body] of [
    ['PUT', `/accounts/${name}/roles`, { roles: ['admin'] }],
    ['POST', `/accounts/${name}/disable`],
    ['POST', `/accounts/${name}/enable`],
    ['POST', `/accounts/${name}/reset-password`],
    ['POST', `/service-accounts/${account}/disable`],
    ['POST', `/service-accounts/${account}/enable`],
    ['GET', `/service-accounts/${account}/keys`],
    ['POST', `/service-accounts/${account}/keys`, {}],
    ['DELETE', `/service-accounts/${account}/keys/${id}`],
  ] as const) {
    await other.isRefused([404, 'NOT_FOUND'], method, path, body);
  }
  const own = await other.serviceAccount(['reader'], account);
  await other.isRefused([404, 'NOT_FOUND'], 'DELETE', `/service-accounts/${own}/keys/${id}`);
  expect((await one.does('GET', '/accounts')).body).toMatchObject({
    accounts: [{ name, roles: ['reader'], disabledAt: null }],
  });
  expect((await one.does('GET', `/service-accounts/${account}/keys`)).body).toMatchObject({
    keys: [{ id, revokedAt: null }],
  });
});

test('lists come in pages', async () => {
  const admin = await AdminTester.of(gateway);
  const names = ['a1', 'b2', 'c3', 'd4', 'e5'];
  for (const name of names) await admin.serviceAccount(['reader'], name);
  const seen: unknown[] = [];
  let after = '';
  for (let pages = 0; pages < 3; pages++) {
    const { body } = await admin.does('GET', `/service-accounts?first=2${after}`);
    // As the surface promises; what is missing fails the expectations.
    const { serviceAccounts, pageInfo } = body as {
      serviceAccounts: { name: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    seen.push(...serviceAccounts.map(({ name }) => name));
    expect(pageInfo.hasNextPage).toBe(pages < 2);
    after = `&after=${pageInfo.endCursor}`;
  }
  expect(seen).toEqual(names);
  await admin.isRefused([400, 'INVALID_INPUT'], 'GET', '/service-accounts?first=0');
  await admin.isRefused([400, 'INVALID_INPUT'], 'GET', '/service-accounts?first=many');
  await admin.isRefused([400, 'INVALID_INPUT'], 'GET', '/service-accounts?after=nonsense');
});

describe('what is wrong with a body is said with its place and what would be right', () => {
  test.each([
    [{}, /name: expected a string.*roles: expected an array of reader, author, auditor, admin/],
    [{ name: 'x', roles: [] }, /roles: expected at least one of reader/],
    [{ name: 'x', roles: ['reader', 'king'] }, /roles\.1: expected one of reader/],
    [{ name: 'Ada Lovelace', roles: ['reader'] }, /name: .*lower-case letters/],
    [{ name: 'svc.x', roles: ['reader'] }, /name: .*"svc\." does not begin one/],
    [{ name: 'x', roles: ['reader'], rank: 1 }, /body: .*"rank"/],
    [[], /body: /],
  ])('%j', async (body, sentence) => {
    const admin = await AdminTester.of(gateway);
    for (const path of ['/accounts', '/service-accounts'])
      expect(await admin.isRefused([400, 'INVALID_INPUT'], 'POST', path, body)).toMatch(sentence);
  });

  test.each([
    [{ days: 0 }, /days: expected a whole number of days from 1 to 365/],
    [{ days: 366 }, /days: expected a whole number of days from 1 to 365/],
    [{ days: 1.5 }, /days: expected a whole number of days from 1 to 365/],
    [{ scopes: [] }, /scopes: expected at least one scope/],
    [{ scopes: ['manuals:burn'] }, /scopes\.0: expected one of manuals:read/],
    [{ scopes: ['manuals:write'] }, /\(reader\) do not bring manuals:write: choose of manuals:read/],
  ])('%j, for a key', async (body, sentence) => {
    const admin = await AdminTester.of(gateway);
    const path = `/service-accounts/${await admin.serviceAccount()}/keys`;
    expect(await admin.isRefused([400, 'INVALID_INPUT'], 'POST', path, body)).toMatch(sentence);
  });

  test('that is no JSON', async () => {
    const admin = await AdminTester.of(gateway);
    const response = await fetch(`${gateway.address}/admin/accounts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await gateway.token(admin.caller)}`,
      },
      body: '{',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

test('names and cursors that can be none are refused before PostgreSQL sees them', async () => {
  const admin = await AdminTester.of(gateway);
  for (const name of ['%00', '%F0%9F%92%A9', "x'%20or%20true", '..%2Fx', 'x%0A'])
    for (const [method, path] of [
      ['POST', `/accounts/${name}/disable`],
      ['GET', `/accounts/${name}/sessions`],
      ['GET', `/service-accounts/${name}/keys`],
      ['DELETE', `/service-accounts/importer/keys/${name}`],
      ['DELETE', `/accounts/grace/sessions/${name}`],
    ] as const)
      await admin.isRefused([404, 'NOT_FOUND'], method, path);
  const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
  const keys = `/service-accounts/${await admin.serviceAccount()}/keys`;
  for (const path of [
    `/accounts?after=${cursor('\u0000')}`,
    `/service-accounts?after=${cursor({})}`,
    `${keys}?after=${cursor({ createdAt: '2026-11-20T08:15:00.000Z', id: '\u0000' })}`,
    `${keys}?after=${cursor({ createdAt: 'yesterday', id: '0aZ9bY8c' })}`,
  ])
    await admin.isRefused([400, 'INVALID_INPUT'], 'GET', path);
});

test('what is refused or fails becomes an entry of what was to be done', async () => {
  const admin = await AdminTester.of(gateway);
  const missing = await admin.send('POST', '/accounts/nobody/disable');
  expect(await gateway.entryOf(missing.requestId)).toMatchObject({
    ...{ action: 'account.disable', target: 'account:nobody', outcome: 'REFUSED', code: 'NOT_FOUND' },
    ...{ actorId: admin.caller.id, workspace: admin.caller.workspace },
  });
});
