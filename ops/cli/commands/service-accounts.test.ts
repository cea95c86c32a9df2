import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';

const importer = {
  name: 'importer',
  callerId: 'svc.importer',
  roles: ['author'],
  createdBy: 'ada',
  createdAt: '2026-11-20T08:15:00.000Z',
  disabledAt: null,
};
const key = {
  id: '0aZ9bY8c',
  prefix: 'mk_live_0aZ9bY8c',
  scopes: ['manuals:read', 'manuals:write'],
  createdBy: 'ada',
  createdAt: '2026-11-20T08:15:00.000Z',
  expiresAt: '2999-02-18T08:15:00.000Z',
  revokedAt: null,
  lastUsedAt: null,
};
const pageInfo = { hasNextPage: false, endCursor: null };
const KEYS = '/admin/service-accounts/importer/keys';

let gateway: StandInGateway;
beforeEach(async () => {
  gateway = await StandInGateway.start();
});
afterEach(() => gateway.stop());

function sent(): unknown {
  return JSON.parse(gateway.seen.at(-1)?.body.toString() ?? '');
}

describe('manuel service-accounts', () => {
  test('list shows them as a table', async () => {
    const accounts = { serviceAccounts: [importer], pageInfo };
    gateway.answer('/admin/service-accounts?first=100', { body: accounts });
    const { stdout } = await run(gateway, ['service-accounts', 'list']);
    expect(stdout).toBe(
      [
        'name      acts as       roles   made by  made (UTC)        disabled (UTC)',
        'importer  svc.importer  author  ada      2026-11-20 08:15  -',
        '',
      ].join('\n'),
    );
    const { stdout: document } = await run(gateway, ['service-accounts', 'list', '--json']);
    expect(JSON.parse(document)).toEqual({ serviceAccounts: [importer], hasMore: false });
  });

  test('add, disable and enable change them', async () => {
    gateway.answer('/admin/service-accounts', { status: 201, body: { serviceAccount: importer } });
    const made = await run(gateway, ['service-accounts', 'add', 'importer', '--role', 'author']);
    expect(made.stdout).toBe('Made importer (author), which acts as svc.importer.\n');
    expect(sent()).toEqual({ name: 'importer', roles: ['author'] });
    for (const verb of ['disable', 'enable']) {
      gateway.answer(`/admin/service-accounts/importer/${verb}`, { body: { serviceAccount: importer } });
      const { stdout } = await run(gateway, ['service-accounts', verb, 'importer']);
      expect(stdout).toMatch(new RegExp(`^importer is ${verb}d: within 5 seconds`));
    }
  });
});

describe('manuel service-accounts keys', () => {
  test('add prints key and signing secret once', async () => {
    const made = { key, apiKey: 'mk_live_0aZ9bY8c_x', signingSecret: 'sss' };
    gateway.answer(KEYS, { status: 201, body: made });
    const args = ['service-accounts', 'keys', 'add', 'importer'];
    expect(await run(gateway, [...args, '--scope', 'manuals:read', 'manuals:write', '--days', '30'])).toEqual(
      {
        ...{ exit: 0, stderr: '' },
        stdout: [
          'Key 0aZ9bY8c of importer, good until 2999-02-18 08:15 (UTC) for:',
          '  manuals:read, manuals:write',
          'Both of these are shown only this once:',
          '  API key         mk_live_0aZ9bY8c_x',
          '  signing secret  sss',
          '',
        ].join('\n'),
      },
    );
    expect(sent()).toEqual({ scopes: ['manuals:read', 'manuals:write'], days: 30 });
    expect(JSON.parse((await run(gateway, [...args, '--json'])).stdout)).toEqual(made);
    expect(sent()).toEqual({});
  });

  test('add takes no scope that there is not, and no time beyond a year', async () => {
    for (const [option, value, sentence] of [
      ['--scope', 'manuals:burn', '--scope: expected manuals:read'],
      ['--days', '366', '--days: expected a whole number from 1 to 365'],
    ] as const) {
      const args = ['service-accounts', 'keys', 'add', 'importer', option, value];
      const { exit, stderr } = await run(gateway, args);
      expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(sentence) });
    }
    expect(gateway.seen).toEqual([]);
  });

  test('list tells in which state they are and when they were used', async () => {
    const [revoked, over] = [{ revokedAt: key.createdAt }, { expiresAt: key.createdAt }];
    const keys = [
      { ...key, lastUsedAt: key.createdAt },
      { ...key, ...revoked },
      { ...key, ...over },
    ];
    gateway.answer(`${KEYS}?first=100`, { body: { keys, pageInfo } });
    const { stdout } = await run(gateway, ['service-accounts', 'keys', 'list', 'importer']);
    expect(stdout).toBe(
      [
        'id        state    scopes                       made (UTC)        ends (UTC)        used (UTC)',
        '0aZ9bY8c  active   manuals:read, manuals:write  2026-11-20 08:15  2999-02-18 08:15  2026-11-20 08:15',
        '0aZ9bY8c  revoked  manuals:read, manuals:write  2026-11-20 08:15  2999-02-18 08:15  never',
        '0aZ9bY8c  over     manuals:read, manuals:write  2026-11-20 08:15  2026-11-20 08:15  never',
        '',
      ].join('\n'),
    );
  });

  test('revoke ends one', async () => {
    gateway.answer(`${KEYS}/0aZ9bY8c`, { status: 200, body: '' });
    const args = ['service-accounts', 'keys', 'revoke', 'importer', '0aZ9bY8c'];
    expect(await run(gateway, args)).toMatchObject({
      ...{ exit: 0, stdout: 'Revoked: 0aZ9bY8c. Within 5 seconds it is refused everywhere.\n' },
    });
    expect(gateway.seen.at(-1)?.method).toBe('DELETE');
  });
});
