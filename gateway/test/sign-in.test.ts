import { RecordingLog } from '@manuel/testkit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, fieldOf, PASSWORD, pkce, SignInTester } from './sign-in/sign-in-tester.ts';

const log = new RecordingLog();

interface DeviceCodes {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
}

let tester: SignInTester;
beforeAll(async () => {
  tester = await SignInTester.start({ log: log.log });
  await tester.addAccount('ada');
  await tester.addAccount('otto', ['author']);
});
afterAll(() => tester.stop());

const notesOf = (action: string) => tester.gateway.entries().filter((entry) => entry.action === action);

describe('somebody who signs in', () => {
  test('gets a short token that the gateway takes, and which says who that is', async () => {
    const { access_token: token, expires_in } = await tester.signIn('ada');
    expect(expires_in).toBe(600);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
    expect(decodeJwt(token)).toMatchObject({
      ...{ iss: tester.oidc, aud: 'manuel-gateway', sub: 'ada', workspace: 'acme', roles: ['reader'] },
      ...{ sid: expect.any(String), client_id: 'test-app' },
    });
    expect(await tester.statusOf(token)).toBe(200);
  });

  test('may write the name as they like', async () => {
    expect(decodeJwt((await tester.signIn(' Ada ')).access_token).sub).toBe('ada');
  });

  test('finds a page that needs no script, loads nothing foreign and stands in no frame', async () => {
    const response = await tester.open(new Browser());
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('the test &lt;app&gt;');
    expect(page).not.toMatch(/<script|\son\w+=|style=/i);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https://app.example; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/httponly/i);
  });

  test('with a wrong password learns what one with an unknown name learns, and no more', async () => {
    const answers = [];
    for (const name of ['ada', 'nobody-has-this-name']) {
      const browser = new Browser();
      await tester.open(browser);
      const answer = await browser.post(browser.url, { name, password: 'wrong' });
      answers.push({ status: answer.status, page: (await answer.text()).replaceAll(name, '') });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(401);
  });

  test('is sent away after too many wrong passwords, told until when, and known or not makes no difference', async () => {
    for (const name of ['otto', 'no-such-name']) {
      const browser = new Browser();
      await tester.open(browser);
      const statuses: number[] = [];
      let last: Response | undefined;
      for (let n = 0; n < 6; n += 1) {
        last = await browser.post(browser.url, { name, password: 'wrong' });
        statuses.push(last.status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
      expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(800);
      const right = await browser.post(browser.url, { name, password: PASSWORD });
      expect(right.status).toBe(429);
    }
  });

  test('may cancel', async () => {
    const browser = new Browser();
    await tester.open(browser);
    const answer = await browser.post(browser.url, { cancel: 'yes' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied');
  });

  test('in another browser than the one that began finds no page', async () => {
    const browser = new Browser();
    await tester.open(browser);
    const answer = await new Browser().post(browser.url, { name: 'ada', password: PASSWORD });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('This page is over');
  });

  test('is asked each time, whatever the browser remembers', async () => {
    const browser = new Browser();
    await tester.open(browser);
    await browser.post(browser.url, { name: 'ada', password: PASSWORD });
    expect((await tester.open(browser)).status).toBe(200);
  });

  test('leaves an entry, and so does who is refused', async () => {
    await tester.signIn('ada');
    expect(notesOf('session.sign-in')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ actorId: 'ada', workspace: 'acme', outcome: 'DONE' }),
        expect.objectContaining({ actorId: 'ada', outcome: 'REFUSED', code: 'WRONG_PASSWORD' }),
        expect.objectContaining({ actorId: null, outcome: 'REFUSED', code: 'UNKNOWN_NAME' }),
        expect.objectContaining({ actorId: null, outcome: 'REFUSED', code: 'TOO_MANY_ATTEMPTS' }),
      ]),
    );
  });
});

describe('a client', () => {
  test.each([
    ['no proof key', { code_challenge: '' }],
    ['a plain proof key', { code_challenge_method: 'plain' }],
    ['another redirect', { redirect_uri: 'https://evil.example/back' }],
    ['an unknown id', { client_id: 'evil' }],
    ['the implicit flow', { response_type: 'token' }],
  ])('with %s gets no page', async (_what, change) => {
    const response = await tester.open(new Browser(), pkce().challenge, change);
    const target = response.headers.get('location');
    if (target === null) expect(response.status).toBe(400);
    else expect(decodeURIComponent(target)).toMatch(/invalid_request|unsupported_response_type/);
    expect(target ?? '').not.toContain('evil.example');
  });

  test('gets tokens for a code once', async () => {
    const browser = new Browser();
    const { verifier, challenge } = pkce();
    await tester.open(browser, challenge);
    const back = await browser.post(browser.url, { name: 'ada', password: PASSWORD });
    const fields = {
      ...{
        grant_type: 'authorization_code',
        redirect_uri: 'https://app.example/back',
        code_verifier: verifier,
      },
      code: new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '',
    };
    const both = await Promise.all([tester.token(fields), tester.token(fields)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect((await tester.token(fields)).status).toBe(400);
  });

  test('finds the issuer by its discovery document', async () => {
    const response = await fetch(`${tester.oidc}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: tester.oidc,
      jwks_uri: `${tester.oidc}/jwks`,
      device_authorization_endpoint: `${tester.oidc}/device/auth`,
      code_challenge_methods_supported: ['S256'],
    });
  });
});

describe('a device', () => {
  const begin = async () => {
    const response = await fetch(`${tester.oidc}/device/auth`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'manuel-cli', scope: 'openid' }),
    });
    // What RFC 8628 says that it answers.
    const codes = (await response.json()) as DeviceCodes;
    const poll = () =>
      tester.token({
        ...{ client_id: 'manuel-cli', device_code: codes.device_code },
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      });
    return { codes, poll };
  };

  test('gets tokens when somebody types its code and signs in', async () => {
    const { codes, poll } = await begin();
    expect((await poll()).body.error).toBe('authorization_pending');
    const browser = new Browser();
    const asked = await (await browser.get(codes.verification_uri)).text();
    expect(asked).toContain('Enter the code');
    const typed = { xsrf: fieldOf(asked, 'xsrf'), user_code: codes.user_code.toLowerCase() };
    const confirm = await (await browser.post(codes.verification_uri, typed)).text();
    expect(confirm).toContain(codes.user_code);
    const signIn = await browser.post(codes.verification_uri, {
      ...{ xsrf: fieldOf(confirm, 'xsrf'), user_code: fieldOf(confirm, 'user_code'), confirm: 'yes' },
    });
    expect(await signIn.text()).toContain('to go on to the Manuel command line');
    const done = await browser.post(browser.url, { name: 'ada', password: PASSWORD });
    expect(await done.text()).toContain('You are signed in');
    const { status, body } = await poll();
    expect(status).toBe(200);
    expect(await tester.statusOf(body.access_token)).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: 'ada', client_id: 'manuel-cli' });
    const again = await tester.token({
      ...{ client_id: 'manuel-cli', grant_type: 'refresh_token', refresh_token: body.refresh_token },
    });
    expect(again.status).toBe(200);
  });

  test('is not let in by whoever says no', async () => {
    const { codes, poll } = await begin();
    const browser = new Browser();
    const asked = await (await browser.get(codes.verification_uri)).text();
    const fields = { xsrf: fieldOf(asked, 'xsrf'), user_code: codes.user_code };
    const confirm = await (await browser.post(codes.verification_uri, fields)).text();
    const no = await browser.post(codes.verification_uri, {
      ...{ xsrf: fieldOf(confirm, 'xsrf'), user_code: codes.user_code, abort: 'yes' },
    });
    expect(await no.text()).toContain('You let nothing in');
    expect((await poll()).body.error).toBe('access_denied');
  });

  test('whose code is guessed at too often is not let in any more', async () => {
    const browser = new Browser();
    const asked = await (await browser.get(`${tester.oidc}/device`)).text();
    const statuses = new Set<number>();
    for (let n = 0; n < 21; n += 1) {
      const fields = { xsrf: fieldOf(asked, 'xsrf'), user_code: 'BBBB-BBBB' };
      statuses.add((await browser.post(`${tester.oidc}/device`, fields)).status);
    }
    expect([...statuses]).toContain(429);
  });
});

test('no log line, entry or row has a password, a token or a code in it', async () => {
  const { access_token, refresh_token } = await tester.signIn('ada');
  const { body } = await tester.refresh(refresh_token);
  await tester.refresh('a-refresh-token-that-nobody-gave-out');
  const em = tester.issuer.database.fork();
  const kept: unknown[] = [];
  for (const table of ['provider_records', 'sessions', 'attempt_counts', 'accounts'])
    kept.push(...(await em.execute(`select * from identity.${table}`)));
  const said = JSON.stringify([kept, tester.gateway.entries(), log.lines]);
  for (const secret of [
    PASSWORD,
    access_token,
    refresh_token,
    body.access_token,
    body.refresh_token,
    'a-refresh-token-that',
  ])
    expect(said).not.toContain(secret);
});
