import { signRequest } from '@manuel/identity';
import { formatApiKey, type Issuer, parseApiKey } from '@manuel/issuer';
import { eventually, GraphqlTester, RecordingLog } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminTester } from './admin-tester.ts';
import { GatewayTester } from './gateway-tester.ts';
import { identityDatabase, openIssuer } from './identity-database.ts';

const ME = '{ me { id } }';
/** Longer than a gateway goes by what it knows of a key. */
const KNOWN_TOO_LONG_MS = 15_000;

const databaseUrl = await identityDatabase();
const recording = new RecordingLog();
let issuer: Issuer;
let gateway: GatewayTester;
let other: GatewayTester;
beforeAll(async () => {
  issuer = await openIssuer(databaseUrl, recording.log);
  gateway = await GatewayTester.start({ issuer, log: recording.log });
  other = await GatewayTester.start({
    issuer: await openIssuer(databaseUrl),
  });
  for (const one of [gateway, other]) one.played.usage.answers = () => ({ data: { me: { id: 'who' } } });
}, 120_000);
afterAll(() => Promise.all([gateway.stop(), other.stop()]));

/** Makes a key as it stands at the end of its life. */
async function makeOver(id: string): Promise<void> {
  await issuer.database
    .fork()
    .execute("update identity.api_keys set expires_at = now() - interval '1 second' where id = ?", [id]);
}

function withHeaders(headers: Record<string, string>): GraphqlTester {
  return new GraphqlTester(gateway.graphqlUrl, async () => ({ headers }));
}

describe('an API key', () => {
  test('lets its service account in, in either header', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const { apiKey } = await admin.key(account);
    for (const headers of [
      { authorization: `Bearer ${apiKey}` },
      { authorization: `bearer  ${apiKey}` },
      { 'x-api-key': apiKey },
    ]) {
      (await withHeaders(headers).send(ME)).expectData({ me: { id: 'who' } });
      const wrong = await withHeaders(headers).send('{ nothing }');
      const entry = await gateway.entryOf(wrong.headers.get('x-request-id') ?? '');
      expect(entry).toMatchObject({ actorId: `svc.${account}`, workspace: admin.caller.workspace });
    }
  });

  test('is good for what its roles bring, and no more than its scopes say', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount(['admin']);
    const whole = await admin.key(account);
    const narrow = await admin.key(account, { scopes: ['manuals:read', 'accounts:manage'], days: 1 });
    const metrics = async (apiKey: string) =>
      (await fetch(`${gateway.address}/metrics`, { headers: { 'x-api-key': apiKey } })).status;
    expect(await metrics(whole.apiKey)).toBe(200);
    expect(await metrics(narrow.apiKey)).toBe(403);
    await AdminTester.withToken(gateway, admin.caller, narrow.apiKey).does('GET', '/accounts');
    const { body } = await admin.does('GET', `/service-accounts/${account}/keys`);
    expect(body).toMatchObject({
      keys: [
        { id: narrow.id, scopes: ['manuals:read', 'accounts:manage'] },
        { id: whole.id, scopes: expect.arrayContaining(['metrics:read']) },
      ],
    });
  });

  test('narrowed to some scopes gets no field that needs another', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const both = '{ me { id } manual(id: "m1") { title } }';
    gateway.played.manuals.answers = () => ({ data: { manual: { title: 'Drill' } } });
    const whole = await admin.key(account);
    (await admin.asks(whole.apiKey).send(both)).expectMatch({ me: {}, manual: { title: 'Drill' } });
    const narrow = await admin.key(account, { scopes: ['usage:read'] });
    const answer = await admin.asks(narrow.apiKey).send(both);
    expect(answer.data).toMatchObject({ me: { id: 'who' }, manual: null });
    answer.expectError('FORBIDDEN', /manuals:read/);
  });

  test('is listed with when it was used, and without its secret', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const { id, apiKey } = await admin.key(account);
    const listed = async () => (await admin.does('GET', `/service-accounts/${account}/keys`)).body;
    const shown = {
      ...{ id, prefix: `mk_live_${id}`, createdBy: 'root', revokedAt: null, lastUsedAt: null },
      ...{ createdAt: expect.any(String), expiresAt: expect.any(String) },
      scopes: ['manuals:read', 'questions:ask', 'questions:read', 'usage:read'],
    };
    expect(await listed()).toMatchObject({ keys: [shown] });
    await admin.asks(apiKey).send(ME);
    const used = { ...shown, lastUsedAt: expect.stringMatching(/Z$/) };
    const first = await eventually(async () => {
      const now = await listed();
      expect(now).toEqual({ keys: [used], pageInfo: expect.anything() });
      return now;
    });
    await admin.asks(apiKey).send(ME);
    expect(await listed()).toEqual(first);
  });
});

describe('refused in plain words is a key', () => {
  test('that nobody has', async () => {
    const admin = await AdminTester.of(gateway);
    const { id, apiKey } = await admin.key(await admin.serviceAccount());
    const { apiKey: another } = await admin.key(await admin.serviceAccount());
    const secret = parseApiKey(another)?.secret ?? expect.fail();
    const cases: [string, RegExp][] = [
      [apiKey.slice(0, 8), /no whole API key: copy it again/],
      [apiKey.slice(0, -1), /no whole API key: copy it again/],
      // The checksum is that of another.
      [`${apiKey.slice(0, 16)}${another.slice(16)}`, /no whole API key: copy it again/],
      [formatApiKey({ id, secret }), /No API key is like this one/],
      [formatApiKey({ id: '0aZ9bY8c', secret }), /No API key is like this one/],
    ];
    for (const [key, sentence] of cases) {
      const answer = (await admin.asks(key).send(ME)).expectError('UNAUTHENTICATED', sentence);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
      expect(JSON.stringify(answer.errors)).not.toMatch(/mk_live_\w/);
    }
  });

  test('that stands beside another credential', async () => {
    const admin = await AdminTester.of(gateway);
    const { apiKey } = await admin.key(await admin.serviceAccount());
    const authorization = `Bearer ${await gateway.token()}`;
    const answer = await withHeaders({ authorization, 'x-api-key': apiKey }).send(ME);
    answer.expectError('UNAUTHENTICATED', /either authorization or x-api-key, not both/);
  });

  test('not, but a token that would speak for a service account', async () => {
    const admin = await AdminTester.of(gateway);
    const id = `svc.${await admin.serviceAccount()}`;
    const token = await gateway.token({ ...admin.caller, id });
    const answer = await GraphqlTester.withToken(gateway.graphqlUrl, token).send(ME);
    answer.expectError('UNAUTHENTICATED', /a service account shows its own key/);
  });

  test('that is over, with an entry of whose it was', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const { id, apiKey } = await admin.key(account);
    await makeOver(id);
    const answer = (await admin.asks(apiKey).send(ME)).expectError('UNAUTHENTICATED', /is over since 20/);
    expect(await gateway.entryOf(answer.headers.get('x-request-id') ?? '')).toMatchObject({
      ...{ action: 'request.refuse', target: `api-key:${id}`, outcome: 'REFUSED', code: 'UNAUTHENTICATED' },
      ...{ actorId: `svc.${account}`, workspace: admin.caller.workspace },
    });
  });

  test('where there is no database that could know it', async () => {
    const alone = await GatewayTester.start();
    try {
      const admin = await AdminTester.of(gateway);
      const { apiKey } = await admin.key(await admin.serviceAccount());
      const asking = GraphqlTester.withToken(alone.graphqlUrl, apiKey);
      (await asking.send(ME)).expectError('UNAUTHENTICATED', /takes no API keys, as it has no database/);
    } finally {
      await alone.stop();
    }
  });
});

test('within seconds, every gateway refuses a revoked key, and those of a disabled service account', async () => {
  const admin = await AdminTester.of(gateway);
  const [revoked, disabled] = [await admin.serviceAccount(), await admin.serviceAccount()];
  const usedEverywhere = async (account: string) => {
    const { id, apiKey } = await admin.key(account);
    const everywhere = [admin.asks(apiKey), GraphqlTester.withToken(other.graphqlUrl, apiKey)];
    for (const asking of everywhere) (await asking.send(ME)).expectMatch({ me: {} });
    return { id, everywhere };
  };
  const [one, two] = [await usedEverywhere(revoked), await usedEverywhere(disabled)];
  const path = `/service-accounts/${revoked}/keys`;
  const revocation = await admin.does('DELETE', `${path}/${one.id}`);
  expect(revocation.status).toBe(204);
  const disabling = await admin.does('POST', `/service-accounts/${disabled}/disable`);
  for (const [{ everywhere }, sentence] of [
    [one, /was revoked/],
    [two, /service account is disabled/],
  ] as const) {
    for (const asking of everywhere)
      await eventually(
        async () => (await asking.send(ME)).expectError('UNAUTHENTICATED', sentence),
        KNOWN_TOO_LONG_MS,
      );
  }
  for (const [answer, action, target] of [
    [revocation, 'api-key.revoke', `api-key:${one.id}`],
    [disabling, 'service-account.disable', `service-account:${disabled}`],
  ] as const) {
    const entry = { action, target, outcome: 'DONE', actorId: 'root' };
    expect(await gateway.entryOf(answer.requestId)).toMatchObject(entry);
  }
  await admin.does('DELETE', `${path}/${one.id}`);
  await admin.isRefused([404, 'NOT_FOUND'], 'DELETE', `${path}/0aZ9bY8c`);
  const another = ['POST', `/service-accounts/${disabled}/keys`, {}] as const;
  expect(await admin.isRefused([409, 'CONFLICT'], ...another)).toMatch(/enable it first/);
  await admin.does('POST', `/service-accounts/${disabled}/enable`);
  for (const asking of two.everywhere)
    await eventually(async () => (await asking.send(ME)).expectMatch({ me: {} }), KNOWN_TOO_LONG_MS);
}, 60_000);

describe('of a service account', () => {
  test('two keys are active at most, also when several are made at once', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const path = `/service-accounts/${account}/keys`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin.send('POST', path, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
    const sentence = await admin.isRefused([409, 'CONFLICT'], 'POST', path, {});
    expect(sentence).toMatch(/has 2 active keys already, \w{8} and \w{8}: revoke one first/);
    const id = /, (\w{8}) and/.exec(sentence)?.[1] ?? '';
    await admin.does('DELETE', `${path}/${id}`);
    const next = await admin.key(account);
    await makeOver(next.id);
    await admin.key(account);
  });

  test('a key is replaced by another without a refused request', async () => {
    const admin = await AdminTester.of(gateway);
    const account = await admin.serviceAccount();
    const old = await admin.key(account);
    let apiKey = old.apiKey;
    let isOver = false;
    let asked = 0;
    const client = async () => {
      for (; !isOver; asked++) (await admin.asks(apiKey).send(ME)).expectMatch({ me: {} });
    };
    const clients = [client(), client(), client()];
    const some = async () => {
      const before = asked;
      await eventually(() => expect(asked).toBeGreaterThan(before + 20));
    };
    await some();
    apiKey = (await admin.key(account)).apiKey;
    await some();
    await admin.does('DELETE', `/service-accounts/${account}/keys/${old.id}`);
    await eventually(
      async () => (await admin.asks(old.apiKey).send(ME)).expectError('UNAUTHENTICATED'),
      KNOWN_TOO_LONG_MS,
    );
    await some();
    isOver = true;
    await Promise.all(clients);
  });
});

test('a request that is signed with a key is answered as for its service account, until the key is revoked', async () => {
  const admin = await AdminTester.of(gateway);
  const account = await admin.serviceAccount();
  const { id, signingSecret } = await admin.key(account, { scopes: ['usage:read'] });
  const secret = Buffer.from(signingSecret, 'base64url');
  const signed = async (by: GatewayTester, query: string) => {
    const request = { method: 'POST', url: by.graphqlUrl, body: JSON.stringify({ query }) };
    const headers = signRequest(
      { ...request, headers: { 'content-type': 'application/json' } },
      { id, secret },
    );
    const response = await fetch(request.url, { ...request, headers });
    return { status: response.status, answer: await response.json() };
  };
  expect(await signed(gateway, ME)).toEqual({ status: 200, answer: { data: { me: { id: 'who' } } } });
  expect(gateway.played.usage.received.at(-1)?.origin.caller).toEqual({
    ...{ id: `svc.${account}`, workspace: admin.caller.workspace },
    ...{ roles: ['reader'], scopes: ['usage:read'] },
  });
  const narrowed = await signed(gateway, '{ manual(id: "m1") { title } }');
  expect(narrowed.answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  await eventually(async () => {
    const { body } = await admin.does('GET', `/service-accounts/${account}/keys`);
    expect(body).toMatchObject({ keys: [{ id, lastUsedAt: expect.any(String) }] });
  });
  await admin.does('DELETE', `/service-accounts/${account}/keys/${id}`);
  // This gateway has not seen the key, so it knows nothing of it that could be old.
  expect((await signed(other, ME)).status).toBe(401);
});

test('equal queries of two keys in x-api-key are answered apart', async () => {
  const admin = await AdminTester.of(gateway);
  const keys = [await admin.key(await admin.serviceAccount()), await admin.key(await admin.serviceAccount())];
  const { usage } = gateway.played;
  const before = usage.received.length;
  const both = Promise.withResolvers<void>();
  usage.answers = async () => {
    if (usage.received.length === before + keys.length) both.resolve();
    await both.promise;
    return { data: { me: { id: 'who' } } };
  };
  const answers = keys.map(({ apiKey }) => withHeaders({ 'x-api-key': apiKey }).send(ME));
  for (const answer of await Promise.all(answers)) answer.expectMatch({ me: {} });
  expect(usage.received.length).toBe(before + keys.length);
  usage.answers = () => ({ data: { me: { id: 'who' } } });
});

test('no key, signing secret or password is in any log line, error or entry', async () => {
  const admin = await AdminTester.of(gateway);
  const account = await admin.serviceAccount();
  const key = await admin.key(account);
  const name = `n${crypto.randomUUID()}`;
  const { body: made } = await admin.does('POST', '/accounts', { name, roles: ['reader'] });
  const { body: reset } = await admin.does('POST', `/accounts/${name}/reset-password`);
  const used = await admin.key(account);
  await admin.asks(used.apiKey).send('{ nothing }');
  await admin.asks(`${used.apiKey}x`).send(ME);
  await admin.does('DELETE', `/service-accounts/${account}/keys/${key.id}`);
  const last = (await admin.asks(key.apiKey).send(ME)).expectError('UNAUTHENTICATED', /revoked/);
  await gateway.entryOf(last.headers.get('x-request-id') ?? '');
  const said = JSON.stringify([
    recording.lines,
    gateway.entries(),
    (await admin.does('GET', '/accounts')).body,
    (await admin.does('GET', `/service-accounts/${account}/keys`)).body,
    last.errors,
  ]);
  // What is looked for is there to be found: ids are no secrets.
  expect(said).toContain(key.id);
  const ofKeys = [key, used].flatMap((one) => [one.apiKey.slice(17, 60), one.signingSecret]);
  const secrets = [...ofKeys, made?.password, reset?.password];
  for (const secret of secrets) {
    expect(secret).toEqual(expect.stringMatching(/^.{20,}$/));
    expect(said).not.toContain(secret);
  }
});
