import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StartFailure } from '@manuel/service';
import { ChildScript, temporaryFolder } from '@manuel/testkit';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PostgresServer } from './server.ts';

const settings = { fsync: 'off' };
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newFolder(): string {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  return folder.path;
}

async function start(dataFolder: string): Promise<PostgresServer> {
  const server = await PostgresServer.start({ dataFolder, settings });
  cleanups.push(() => server.stop());
  return server;
}

const socketsOf = ({ url }: Pick<PostgresServer, 'url'>): string =>
  new URL(url).searchParams.get('host') ?? '';

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** The server's process, as its own file names it. */
function postmasterOf(dataFolder: string): number {
  const pid = Number(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  if (!(pid > 1)) throw new Error('There is no server to be found.');
  return pid;
}

/** A process that owns a server on the folder, has written one row, and lives until it is killed. */
function ownerScript(dataFolder: string): string {
  return `
    import { PostgresServer } from '@manuel/database';
    import pg from 'pg';
    const server = await PostgresServer.start(${JSON.stringify({ dataFolder, settings })});
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('create table notes (text text)');
    await client.query("insert into notes values ('kept')");
    console.log('owned ' + server.url);
    setInterval(() => undefined, 1_000);`;
}

test('it keeps what was written from one start to the next', async () => {
  const folder = newFolder();
  const first = await start(folder);
  await query(first.url, "create table notes as select 'kept' as text");
  await first.stop();
  await expect(query(first.url, 'select 1')).rejects.toThrow();
  expect(existsSync(socketsOf(first))).toBe(false);
  const second = await start(folder);
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
});

test('it takes its settings and listens on no network', async () => {
  const { url } = await start(newFolder());
  expect(await query(url, 'show fsync')).toEqual([{ fsync: 'off' }]);
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await query(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
});

test('its socket is closed to other users', async () => {
  const server = await start(newFolder());
  expect(statSync(socketsOf(server)).mode & 0o077).toBe(0);
});

test('a second owner is refused in one sentence, and the first goes on', async () => {
  const folder = newFolder();
  const { url } = await start(folder);
  const second = PostgresServer.start({ dataFolder: folder });
  await expect(second).rejects.toBeInstanceOf(StartFailure);
  await expect(second).rejects.toThrow(/belongs to another Manuel that is running: stop it, or set/);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('when its owner was killed, the next one takes the running server over with all it holds', async () => {
  const folder = newFolder();
  const owner = new ChildScript(ownerScript(folder));
  await owner.printed('owned');
  await owner.kill();
  const server = await start(folder);
  expect(await query(server.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  await server.stop();
  await expect(query(server.url, 'select 1')).rejects.toThrow();
});

test('when it was killed itself, with its owner, the next start recovers what was committed', async () => {
  const folder = newFolder();
  const owner = new ChildScript(ownerScript(folder));
  await owner.printed('owned');
  await owner.kill();
  process.kill(postmasterOf(folder), 'SIGKILL');
  const server = await start(folder);
  expect(await query(server.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
});

test('its owner is told when it ends without being asked to, and not when it is stopped', async () => {
  const folder = newFolder();
  const server = await start(folder);
  process.kill(postmasterOf(folder), 'SIGKILL');
  await expect(server.failed).rejects.toThrow(/^PostgreSQL ended; its log is .*postgres\.log/);
  const next = await start(folder);
  const told = vi.fn();
  next.failed.catch(told);
  await next.stop();
  expect(told).not.toHaveBeenCalled();
});

describe.runIf(isRoot)('started by root', () => {
  test('it runs as an account without rights', async () => {
    const folder = newFolder();
    await start(folder);
    expect(statSync(join(folder, 'postgres')).uid).not.toBe(0);
  });

  test('a folder that is closed to that account leads to one that is not', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o700);
    const first = await start(folder);
    expect(lstatSync(join(folder, 'postgres')).isSymbolicLink()).toBe(true);
    const place = dirname(realpathSync(join(folder, 'postgres')));
    cleanups.unshift(() => rmSync(place, { recursive: true, force: true }));
    await query(first.url, "create table notes as select 'kept' as text");
    await first.stop();
    const second = await start(folder);
    expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  test('a plain user starts it as well, as itself', async () => {
    const folder = newFolder();
    chownSync(folder, NOBODY, NOBODY);
    const script = `
      import { PostgresServer } from '@manuel/database';
      import pg from 'pg';
      const server = await PostgresServer.start(${JSON.stringify({ dataFolder: folder, settings })});
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query('select 1 + 1 as two');
      await client.end();
      await server.stop();
      console.log(JSON.stringify({ url: server.url, rows }));`;
    const child = new ChildScript(script, { uid: NOBODY, gid: NOBODY });
    const { url, rows } = JSON.parse(await child.result());
    expect(existsSync(socketsOf({ url }))).toBe(false);
    expect(rows).toEqual([{ two: 2 }]);
    expect(statSync(join(folder, 'postgres')).uid).toBe(NOBODY);
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false);
  });
});
