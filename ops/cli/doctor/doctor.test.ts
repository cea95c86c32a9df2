import { once } from 'node:events';
import { chmod, mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../test/run.ts';
import { StandInGateway } from '../test/stand-in-gateway.ts';
import { checkDisk, checkSecrets, checkWritable } from './data-folder.ts';
import { checkClock, checkGateway } from './gateway.ts';
import { checkNode, checkPackages } from './installation.ts';
import { checkPort, checkReachable, checkRedis } from './network.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let gateway: StandInGateway;

beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'manuel-doctor-'));
  gateway = await StandInGateway.start();
});

afterEach(async () => {
  await gateway.stop();
  await folder.remove();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(stand: StandInGateway): number {
  return Number(new URL(stand.origin).port);
}

describe('the installation', () => {
  test.each([
    ['26.10.0', 'ok'],
    ['22.22.0', 'failed'],
    ['20.19.1', 'failed'],
  ])('with Node.js %s is %s', (version, verdict) => {
    expect(checkNode(version).verdict).toBe(verdict);
  });

  test.each([
    ['all packages', { 'node_modules/a': { version: '1.0.0' } }, 'ok'],
    ['a package missing', {}, 'failed'],
    ['a package of another version', { 'node_modules/a': { version: '0.9.0' } }, 'failed'],
  ])('with %s', async (_title, installed, verdict) => {
    const wanted = {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-another-platform': { version: '1.0.0', optional: true },
    };
    await mkdir(join(folder.path, 'node_modules'));
    await writeFile(join(folder.path, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    const path = join(folder.path, 'node_modules', '.package-lock.json');
    await writeFile(path, JSON.stringify({ packages: installed }));
    expect(await checkPackages(folder.path)).toMatchObject({ verdict });
  });

  test('without packages says what to run', async () => {
    await writeFile(join(folder.path, 'package-lock.json'), '{"packages":{}}');
    expect(await checkPackages(folder.path)).toMatchObject({
      verdict: 'failed',
      detail: 'none are installed: run npm ci',
    });
  });
});

describe('the data folder', () => {
  test('may be missing as long as it can be made', async () => {
    const missing = join(folder.path, 'a', 'b');
    expect(await checkWritable(missing)).toMatchObject({ verdict: 'ok' });
    expect(await checkDisk(missing)).not.toMatchObject({ verdict: 'failed' });
    expect(await checkSecrets(missing)).toMatchObject({ verdict: 'ok' });
  });

  test('must keep its secrets from others', async () => {
    const secrets = join(folder.path, 'secrets');
    await mkdir(secrets, { mode: 0o700 });
    const path = join(secrets, 'key');
    await writeFile(path, 'secret', { mode: 0o600 });
    expect(await checkSecrets(folder.path)).toMatchObject({ verdict: 'ok' });
    await chmod(path, 0o640);
    const { verdict, detail } = await checkSecrets(folder.path);
    expect({ verdict, names: detail.includes(path) }).toEqual({ verdict: 'failed', names: true });
  });
});

describe('a port', () => {
  test('may be free, or Manuel may answer there', async () => {
    expect(await checkPort(await freePort(), true)).toMatchObject({ verdict: 'ok', detail: 'free' });
    gateway.answer('/health/live', { body: { status: 'ok' } });
    expect(await checkPort(portOf(gateway), true)).toMatchObject({ verdict: 'ok', detail: 'Manuel answers' });
  });

  test('must not be taken by another program', async () => {
    expect(await checkPort(portOf(gateway), true)).toMatchObject({ verdict: 'failed' });
    expect(await checkPort(portOf(gateway), false)).toMatchObject({ verdict: 'warning' });
  });
});

describe('a dependency', () => {
  test('must listen where its URL points, which is never shown', async () => {
    const check = (url?: string) => checkReachable('Postgres', 'DATABASE_URL', url, 5432, 'not needed');
    expect(await check()).toMatchObject({ verdict: 'ok', detail: 'DATABASE_URL is not set: not needed' });
    expect(await check(`postgres://me:hidden@127.0.0.1:${portOf(gateway)}/db`)).toMatchObject({
      verdict: 'ok',
      detail: `something listens at 127.0.0.1:${portOf(gateway)}`,
    });
    const away = await check(`postgres://me:hidden@127.0.0.1:${await freePort()}/db`);
    expect(away).toMatchObject({ verdict: 'failed' });
    expect(away.detail).not.toContain('hidden');
    expect(await check('nonsense')).toMatchObject({ verdict: 'failed' });
  });

  test('that is several Redis is well when one of them is there', async () => {
    const [here, away] = [`127.0.0.1:${portOf(gateway)}`, `127.0.0.1:${await freePort()}`];
    expect(await checkRedis(undefined)).toMatchObject({ verdict: 'ok' });
    expect(await checkRedis(`redis://:hidden@${here}`)).toMatchObject({
      verdict: 'ok',
      detail: `something listens at ${here}`,
    });
    expect(await checkRedis(`redis-cluster://:hidden@${away},${here}`)).toMatchObject({
      verdict: 'warning',
      detail: expect.stringMatching(`^nothing answers at ${away} .*, but at ${here}$`),
    });
    const none = await checkRedis(`redis-sentinel://:hidden@${away}#mymaster`);
    expect(none).toMatchObject({ verdict: 'failed' });
    expect(none.detail).not.toContain('hidden');
    expect(await checkRedis('redis-sentinel://:hidden@here')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/^REDIS_URL is wrong: expected # and the name/),
    });
  });
});

describe('the gateway', () => {
  const postgres = { ok: true, milliseconds: 3 };
  const cache = { ok: false, milliseconds: 2000, error: 'cache did not answer within 2000 ms.' };

  test('is ready with each of its dependencies', async () => {
    gateway.answer('/health/ready', { body: { status: 'ok', dependencies: { postgres } } });
    const findings = await checkGateway(new URL('/graphql', gateway.origin));
    expect(findings.map(({ verdict, name }) => `${verdict} ${name}`)).toEqual([
      'ok gateway',
      'ok gateway: postgres',
      'ok clock',
    ]);
  });

  test('is not ready while a dependency is away', async () => {
    const body = { status: 'unavailable', dependencies: { postgres, cache } };
    gateway.answer('/health/ready', { status: 503, body });
    const findings = await checkGateway(new URL(gateway.origin));
    expect(findings.map(({ verdict, name }) => `${verdict} ${name}`)).toEqual([
      'failed gateway',
      'ok gateway: postgres',
      'failed gateway: cache',
      'ok clock',
    ]);
  });

  test.each([
    [31, 'failed'],
    [30, 'ok'],
    [0, 'ok'],
    [-30, 'ok'],
    [-31, 'failed'],
  ])('may have a clock that is %i s off: %s', (seconds, verdict) => {
    const now = Date.parse('2026-11-20T08:15:00Z');
    const date = new Date(now - seconds * 1000).toUTCString();
    expect(checkClock(date, now)).toMatchObject({ verdict });
  });

  test('is told apart from another server', async () => {
    const [finding] = await checkGateway(new URL(gateway.origin));
    expect(finding).toMatchObject({ verdict: 'failed', name: 'gateway' });
  });
});

describe('manuel doctor', () => {
  test('gives every check a line, or all of them as one JSON document', async () => {
    gateway.answer('/health/ready', { body: { status: 'ok', dependencies: {} } });
    const environment = { MANUEL_DATA_DIR: folder.path };
    const people = await run(gateway, ['doctor'], { environment });
    expect(
      people.stdout
        .trimEnd()
        .split('\n')
        .every((line) => /^(ok|warning|failed) +\S/.test(line)),
    ).toBe(true);
    const programs = await run(gateway, ['doctor', '--json'], { environment });
    const { checks } = JSON.parse(programs.stdout);
    expect(checks.map(({ name }: { name: string }) => name)).toContain('gateway');
  });

  test('fails when the gateway is away', async () => {
    const args = ['doctor', '--json', '--url', `http://127.0.0.1:${await freePort()}`];
    const { exit, stdout } = await run(gateway, args, { environment: { MANUEL_DATA_DIR: folder.path } });
    const { checks, error } = JSON.parse(stdout);
    expect(checks).toContainEqual(expect.objectContaining({ verdict: 'failed', name: 'gateway' }));
    expect(error.message).toMatch(/failed\.$/);
    expect([1, 6]).toContain(exit);
  });
});
