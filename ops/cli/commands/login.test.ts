import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTokenKey, TokenIssuer } from '@manuel/identity';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const issuer = new TokenIssuer(newTokenKey());
const rita = { id: 'rita', workspace: 'demo', roles: ['reader'] } as const;
let gateway: StandInGateway;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let file: string;
let environment: Record<string, string>;

beforeEach(async () => {
  gateway = await StandInGateway.start();
  folder = await mkdtempDisposable(join(tmpdir(), 'manuel-login-'));
  file = join(folder.path, 'config', 'login.json');
  environment = { MANUEL_LOGIN_FILE: file, MANUEL_TOKEN: '' };
  gateway.answer('/oidc/device/auth', {
    body: {
      ...{ device_code: 'the-device-code', user_code: 'BCDF-GHJK', expires_in: 600, interval: 0.01 },
      verification_uri: 'http://127.0.0.1:4000/oidc/device',
    },
  });
});
afterEach(async () => {
  await gateway.stop();
  await folder.remove();
});

const tokens = async (refreshToken: string, seconds = 600) => ({
  body: {
    access_token: await issuer.issue(rita, seconds),
    ...{ refresh_token: refreshToken, expires_in: seconds },
  },
});
const pending = { status: 400, body: { error: 'authorization_pending' } };
const fieldsOf = (path: string) =>
  gateway.seen
    .filter((request) => request.path === path)
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body.toString())));
const signIn = async (seconds = 600) => {
  gateway.answer('/oidc/token', pending, await tokens('first', seconds));
  return run(gateway, ['login'], { environment });
};

describe('manuel login', () => {
  test('shows where to type which code, waits, and says who signed in', async () => {
    expect(await signIn()).toEqual({
      exit: 0,
      stdout: [
        'Open http://127.0.0.1:4000/oidc/device',
        'and type BCDF-GHJK',
        'Signed in as rita (reader) in the workspace demo.',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(fieldsOf('/oidc/token')).toHaveLength(2);
  });

  test('keeps the tokens in a file for its owner alone', async () => {
    await signIn();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, 'config')).mode & 0o777).toBe(0o700);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).gateways)).toEqual([gateway.origin]);
  });

  test('as JSON is one document, and the code stands beside it', async () => {
    gateway.answer('/oidc/token', await tokens('first'));
    const { stdout, stderr } = await run(gateway, ['login', '--json'], { environment });
    expect(JSON.parse(stdout)).toEqual({ user: 'rita', workspace: 'demo', roles: ['reader'] });
    expect(stderr).toContain('BCDF-GHJK');
  });

  test.each([
    ['nobody lets it in', { status: 400, body: { error: 'access_denied' } }, 3],
    ['the code is over', { status: 400, body: { error: 'expired_token' } }, 3],
  ])('fails clearly when %s', async (_what, answer, exit) => {
    gateway.answer('/oidc/token', answer);
    expect((await run(gateway, ['login'], { environment })).exit).toBe(exit);
    expect(existsSync(file)).toBe(false);
  });

  test('says so where nobody can sign in', async () => {
    gateway.answer('/oidc/device/auth', { status: 404, body: 'no such page' });
    const { exit, stderr } = await run(gateway, ['login'], { environment });
    expect(exit).toBe(4);
    expect(stderr).toContain('Nobody can sign in at');
  });
});

describe('the kept sign-in', () => {
  const bearer = async (args: string[] = [], more: Record<string, string> = {}) => {
    await run(gateway, ['usage', ...args], { environment: { ...environment, ...more } });
    const asked = gateway.seen.filter(({ path }) => path === '/graphql');
    return String(asked.at(-1)?.headers.authorization).replace(/^Bearer /, '');
  };

  test('gives the other commands their token, unless another was given', async () => {
    await signIn();
    const { accessToken } = JSON.parse(readFileSync(file, 'utf8')).gateways[gateway.origin];
    expect(await bearer()).toBe(accessToken);
    expect(await bearer(['--token', 'mine'])).toBe('mine');
    expect(await bearer([], { MANUEL_TOKEN: 'theirs' })).toBe('theirs');
  });

  test('is renewed when its token is about to end', async () => {
    await signIn(20);
    const renewed = await tokens('second');
    gateway.answer('/oidc/token', renewed);
    expect(await bearer()).toBe(renewed.body.access_token);
    expect(fieldsOf('/oidc/token').at(-1)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'first',
    });
    expect(JSON.parse(readFileSync(file, 'utf8')).gateways[gateway.origin].refreshToken).toBe('second');
  });

  test('that is over says what to do, and is forgotten', async () => {
    await signIn(20);
    gateway.answer('/oidc/token', { status: 400, body: { error: 'invalid_grant' } });
    const { exit, stderr } = await run(gateway, ['usage'], { environment });
    expect({ exit, stderr }).toEqual({
      exit: 3,
      stderr: 'manuel: Your sign-in is over: run manuel login.\n',
    });
    expect(existsSync(file)).toBe(false);
  });

  test('that cannot be renewed just now is kept', async () => {
    await signIn(20);
    gateway.answer('/oidc/token', { status: 503, body: { error: 'temporarily_unavailable' } });
    expect((await run(gateway, ['usage'], { environment })).exit).toBe(6);
    expect(existsSync(file)).toBe(true);
  });

  test('in a file that others can read is not used', async () => {
    await signIn();
    await chmod(file, 0o644);
    const { exit, stderr } = await run(gateway, ['usage'], { environment });
    expect(exit).toBe(2);
    expect(stderr).toContain('chmod 600');
  });
});

describe('manuel logout', () => {
  test('ends the sign-in at the gateway, and forgets it', async () => {
    await signIn();
    gateway.answer('/oidc/token/revocation', { body: '' });
    const { exit, stdout } = await run(gateway, ['logout'], { environment });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `Signed out of ${gateway.origin}.\n` });
    expect(fieldsOf('/oidc/token/revocation')).toEqual([{ client_id: 'manuel-cli', token: 'first' }]);
    expect(existsSync(file)).toBe(false);
  });

  test('says when nobody is signed in', async () => {
    expect((await run(gateway, ['logout'], { environment })).stdout).toContain('You are not signed in');
  });
});
