import { PostgresServer } from '@manuel/database';
import { openDatabase } from '@manuel/issuer';
import { eventually, silentLog, temporaryFolder } from '@manuel/testkit';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Browser, PASSWORD, SignInTester } from './sign-in/sign-in-tester.ts';

let tester: SignInTester;
beforeAll(async () => {
  tester = await SignInTester.start();
  for (const name of ['ada', 'rita', 'otto', 'ines']) await tester.addAccount(name);
});
afterAll(() => tester.stop());
afterEach(() => {
  vi.useRealTimers();
});

const later = (milliseconds: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
};
const sid = (accessToken: string) => String(decodeJwt(accessToken).sid);
const entriesOf = (session: string) =>
  tester.gateway.entries().filter(({ target }) => target === `session:${session}`);

describe('a refresh token', () => {
  test('is good for new tokens once, and each for the next', async () => {
    let { refresh_token: token } = await tester.signIn('ada');
    const seen = new Set([token]);
    for (let n = 0; n < 3; n += 1) {
      const { status, body } = await tester.refresh(token);
      expect(status).toBe(200);
      expect(await tester.statusOf(body.access_token)).toBe(200);
      token = body.refresh_token;
      seen.add(token);
    }
    expect(seen.size).toBe(4);
  });

  test('that was stolen and used ends the whole session for thief and victim, at once', async () => {
    const victim = await tester.signIn('ada');
    const stolen = victim.refresh_token;
    const thief = (await tester.refresh(stolen)).body;
    expect(await tester.statusOf(thief.access_token)).toBe(200);
    later(11_000);
    const refused = await tester.refresh(stolen);
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await tester.refresh(thief.refresh_token)).status).toBe(400);
    expect(await tester.statusOf(thief.access_token)).toBe(401);
    expect(await tester.statusOf(victim.access_token)).toBe(401);
    await eventually(() =>
      expect(entriesOf(sid(victim.access_token))).toEqual([
        expect.objectContaining({
          ...{ action: 'session.revoke', code: 'TOKEN_REUSED', actorId: 'ada', workspace: 'acme' },
        }),
      ]),
    );
  });

  test('that the thief uses second ends the session as well', async () => {
    const { refresh_token: stolen } = await tester.signIn('ada');
    const victim = (await tester.refresh(stolen)).body;
    const next = (await tester.refresh(victim.refresh_token)).body;
    // Even within the grace: what came of it was used, so its answer did arrive.
    expect((await tester.refresh(stolen)).status).toBe(400);
    expect((await tester.refresh(next.refresh_token)).status).toBe(400);
    expect(await tester.statusOf(next.access_token)).toBe(401);
  });

  test('that is tried again a moment later, as its answer was lost, revokes nothing', async () => {
    const { refresh_token: token, access_token } = await tester.signIn('ada');
    const lost = (await tester.refresh(token)).body;
    const retried = await tester.refresh(token);
    expect(retried.status).toBe(200);
    // The very token that was lost: there is one line of tokens, and no second that nobody watches.
    expect(retried.body.refresh_token).toBe(lost.refresh_token);
    for (const one of [access_token, lost.access_token, retried.body.access_token])
      expect(await tester.statusOf(one)).toBe(200);
    expect((await tester.refresh(retried.body.refresh_token)).status).toBe(200);
    expect(entriesOf(sid(access_token))).toEqual([]);
  });

  test('that two processes of one client use at the same moment serves both', async () => {
    const { refresh_token: token } = await tester.signIn('ada');
    const both = await Promise.all([tester.refresh(token), tester.refresh(token)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body.refresh_token).toBe(both[1]?.body.refresh_token);
  });

  test('is no use to another client, and that revokes nothing', async () => {
    const { refresh_token: token } = await tester.signIn('ada');
    const fields = { grant_type: 'refresh_token', refresh_token: token };
    expect((await tester.token({ ...fields, client_id: 'manuel-cli' })).status).toBe(400);
    expect((await tester.refresh(token)).status).toBe(200);
  });

  test('is over when it was not used for two weeks', async () => {
    const { refresh_token: token } = await tester.signIn('ada');
    later(14 * 24 * 3_600_000 + 60_000);
    expect((await tester.refresh(token)).status).toBe(400);
  });

  test('that its client gives back ends the session', async () => {
    const { refresh_token: token, access_token } = await tester.signIn('ada');
    await fetch(`${tester.oidc}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'test-app', token }),
    });
    expect((await tester.refresh(token)).status).toBe(400);
    await eventually(async () => expect(await tester.statusOf(access_token)).toBe(401));
    await eventually(() =>
      expect(entriesOf(sid(access_token))).toEqual([expect.objectContaining({ action: 'session.end' })]),
    );
  });

  test('that is made up is refused, and leaves an entry', async () => {
    expect(await tester.refresh('made-up')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await eventually(() =>
      expect(tester.gateway.entries()).toContainEqual(
        expect.objectContaining({ action: 'token.refresh', outcome: 'REFUSED', code: 'INVALID_GRANT' }),
      ),
    );
  });
});

describe("one's own sessions", () => {
  const ask = (accessToken: string, path = '', method = 'GET') =>
    fetch(`${tester.oidc}/sessions${path}`, { method, headers: { authorization: `Bearer ${accessToken}` } });

  test('are listed, and one of them ended', async () => {
    const [first, second] = [await tester.signIn('rita'), await tester.signIn('rita')];
    const { sessions } = (await (await ask(first.access_token)).json()) as { sessions: { id: string }[] };
    expect(sessions.map(({ id }) => id)).toEqual([sid(second.access_token), sid(first.access_token)]);
    expect((await ask(first.access_token, `/${sid(second.access_token)}`, 'DELETE')).status).toBe(204);
    expect(await tester.statusOf(second.access_token)).toBe(401);
    expect((await tester.refresh(second.refresh_token)).status).toBe(400);
    expect(await tester.statusOf(first.access_token)).toBe(200);
  });

  test('can be ended all at once', async () => {
    const [first, second] = [await tester.signIn('rita'), await tester.signIn('rita')];
    const ended = await ask(first.access_token, '', 'DELETE');
    expect(ended.status).toBe(200);
    for (const { access_token, refresh_token } of [first, second]) {
      expect(await tester.statusOf(access_token)).toBe(401);
      expect((await tester.refresh(refresh_token)).status).toBe(400);
    }
  });

  test("are nobody else's to see or end", async () => {
    const [own, others] = [await tester.signIn('rita'), await tester.signIn('otto')];
    expect((await ask(own.access_token, `/${sid(others.access_token)}`, 'DELETE')).status).toBe(404);
    expect(await tester.statusOf(others.access_token)).toBe(200);
    expect((await fetch(`${tester.oidc}/sessions`)).status).toBe(401);
  });
});

test('a session that is ended at one gateway is over at the others soon', async () => {
  const other = await SignInTester.start({ beside: tester });
  const { access_token } = await tester.signIn('ines');
  expect(await other.statusOf(access_token)).toBe(200);
  await tester.issuer.sessions.end({ workspace: 'acme', account: 'ines' }, sid(access_token));
  expect(await tester.statusOf(access_token)).toBe(401);
  await eventually(async () => expect(await other.statusOf(access_token)).toBe(401));
  await other.gateway.stop();
});

test('an account that is disabled gets no more tokens', async () => {
  const { refresh_token, access_token } = await tester.signIn('ines');
  await tester.issuer.database
    .fork()
    .execute("update identity.accounts set disabled_at = now() where name = 'ines'");
  expect((await tester.refresh(refresh_token)).status).toBe(400);
  await tester.issuer.sessions.endAll({ workspace: 'acme', account: 'ines' });
  expect(await tester.statusOf(access_token)).toBe(401);
  const browser = new Browser();
  await tester.open(browser);
  expect((await browser.post(browser.url, { name: 'ines', password: PASSWORD })).status).toBe(401);
});

test('who changes the password is signed out everywhere, and the old one is no good', async () => {
  await tester.addAccount('mia');
  const { access_token, refresh_token } = await tester.signIn('mia');
  const change = (password: string, fresh: string) =>
    new Browser().post(`${tester.oidc}/password`, { name: 'mia', password, fresh });
  expect((await change('wrong', 'a new and longer one')).status).toBe(401);
  expect((await change(PASSWORD, 'short')).status).toBe(400);
  expect((await change(PASSWORD, PASSWORD)).status).toBe(400);
  expect(await (await change(PASSWORD, 'a new and longer one')).text()).toContain('is changed');
  expect(await tester.statusOf(access_token)).toBe(401);
  expect((await tester.refresh(refresh_token)).status).toBe(400);
  const browser = new Browser();
  await tester.open(browser);
  expect((await browser.post(browser.url, { name: 'mia', password: PASSWORD })).status).toBe(401);
  const again = await tester.signIn('mia', 'a new and longer one');
  expect(await tester.statusOf(again.access_token)).toBe(200);
  await eventually(() =>
    expect(
      tester.gateway.entries().filter(({ action }) => action === 'account.change-password'),
    ).toMatchObject([
      { actorId: 'mia', outcome: 'REFUSED', code: 'WRONG_PASSWORD' },
      { actorId: 'mia', outcome: 'DONE' },
    ]),
  );
});

test('tokens and sign-ins outlive a rotation of the keys', async () => {
  const before = await tester.signIn('otto');
  tester.keys.rotate();
  later(15_000);
  const { status, body } = await tester.refresh(before.refresh_token);
  expect(status).toBe(200);
  for (const token of [before.access_token, body.access_token])
    expect(await tester.statusOf(token)).toBe(200);
  const kids = [before.access_token, body.access_token].map(
    (token) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid,
  );
  expect(new Set(kids).size).toBe(2);
  const { keys } = (await (await fetch(`${tester.oidc}/jwks`)).json()) as {
    keys: { kid: string; d?: string }[];
  };
  expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(kids));
  for (const key of keys) expect(key).not.toHaveProperty('d');
});

test('while PostgreSQL is away nobody signs in, and tokens go on being good', async () => {
  const folder = temporaryFolder();
  const server = await PostgresServer.start({ dataFolder: folder.path, settings: { fsync: 'off' } });
  const database = await openDatabase(server.url);
  await database.migrate(silentLog);
  await database.close();
  const lonely = await SignInTester.start({ url: server.url });
  try {
    await lonely.addAccount('ada');
    const tokens = await lonely.signIn('ada');
    const browser = new Browser();
    await lonely.open(browser);
    await server.stop();
    expect(await lonely.statusOf(tokens.access_token)).toBe(200);
    const health = await fetch(`${lonely.gateway.address}/health/ready`);
    expect(await health.json()).toMatchObject({
      ...{ status: 'degraded', dependencies: { issuer: { ok: false } } },
    });
    expect(health.status).toBe(200);
    const page = await browser.post(browser.url, { name: 'ada', password: PASSWORD });
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('the database is away');
    const refresh = await lonely.refresh(tokens.refresh_token);
    expect(refresh).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
  } finally {
    await lonely.stop();
    folder.remove();
  }
});
