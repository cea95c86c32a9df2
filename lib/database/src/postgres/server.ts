import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, StartFailure } from '@manuel/service';
import pg from 'pg';
import { type ServerAccount, serverAccount } from './account.ts';
import { embeddedBinaries } from './binaries.ts';
import { databaseFolder, socketFolder } from './folders.ts';

const READY_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 15_000;
const POLL_MS = 25;
/** The unix socket's number; the server listens on no network. */
const SOCKET_PORT = 5432;
/** Held by the session of the process that owns the server, so that it ends with that process. */
const OWNER_LOCK = 0x6d616e75;

export interface PostgresServerOptions {
  /** The data folder; the server keeps its files in `postgres` below it. */
  dataFolder: string;
  /** Server settings, such as { fsync: 'off' } for tests. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * A private PostgreSQL on a unix socket, for one owner.
 * It outlives an owner that is killed; the next owner finds it by its postmaster.pid and takes it over.
 */
export class PostgresServer {
  /** A connection URL for the database `manuel`, for pg and everything above it. */
  readonly url: string;
  /** Rejects when the server ends without having been told to. */
  readonly failed: Promise<never>;
  readonly #folder: string;
  readonly #sockets: string;
  readonly #owner: pg.Client;
  #stopping = false;

  private constructor(folder: string, sockets: string, owner: pg.Client) {
    this.#folder = folder;
    this.#sockets = sockets;
    this.#owner = owner;
    this.url = urlOf(sockets, 'manuel');
    this.failed = new Promise((_, reject) => {
      owner.once('end', () => {
        if (!this.#stopping)
          reject(new StartFailure(`PostgreSQL ended; its log is ${logFile(folder)}. Start again.`));
      });
    });
    this.failed.catch(() => undefined);
  }

  /**
   * Starts the server, or takes over one whose owner was killed.
   * @throws StartFailure when another living process owns the data folder, or PostgreSQL does not start
   */
  static async start({ dataFolder, settings = {} }: PostgresServerOptions): Promise<PostgresServer> {
    const account = serverAccount();
    const bin = embeddedBinaries(account);
    const folder = databaseFolder(dataFolder, account);
    const sockets = socketFolder(folder, account);
    if (!existsSync(join(folder, 'PG_VERSION'))) initialize(bin, folder, account);
    const owner = await connectOrSpawn({ bin, folder, sockets, account, settings });
    const { rows } = await owner.query<{ owned: boolean }>('select pg_try_advisory_lock($1) as owned', [
      OWNER_LOCK,
    ]);
    if (rows[0]?.owned !== true) {
      await owner.end();
      throw new StartFailure(
        `${dataFolder} belongs to another Manuel that is running: stop it, or set MANUEL_DATA_DIR to another folder.`,
      );
    }
    await createDatabase(owner, 'manuel');
    return new PostgresServer(folder, sockets, owner);
  }

  /** Ends every session and stops the server; all that was committed is on disk. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const pid = postmasterPid(this.#folder);
    await this.#owner.end().catch(() => undefined);
    if (pid === undefined) return;
    signal(pid, 'SIGINT');
    const end = Date.now() + STOP_DEADLINE_MS;
    while (isAlive(pid) && Date.now() < end) await sleep(POLL_MS);
    rmSync(this.#sockets, { recursive: true, force: true });
  }
}

interface Launch {
  bin: string;
  folder: string;
  sockets: string;
  account: ServerAccount;
  settings: Readonly<Record<string, string>>;
}

/** Connects to a server that is there already, else starts one; a dying one is waited for. */
async function connectOrSpawn(launch: Launch): Promise<pg.Client> {
  const end = Date.now() + READY_DEADLINE_MS;
  let last: unknown;
  let spawned: { failed: string | undefined } | undefined;
  while (Date.now() < end) {
    try {
      return await connect(launch.sockets);
    } catch (error) {
      last = error;
    }
    const pid = postmasterPid(launch.folder);
    if (spawned?.failed !== undefined && (pid === undefined || !isAlive(pid))) spawned = undefined;
    if (spawned === undefined && (pid === undefined || !isAlive(pid))) spawned = spawnServer(launch);
    await sleep(POLL_MS);
  }
  throw new StartFailure(
    `PostgreSQL did not get ready (${messageOf(last)}); its log is ${logFile(launch.folder)}.`,
    { cause: last },
  );
}

function spawnServer({ bin, folder, sockets, account, settings }: Launch): { failed: string | undefined } {
  const all = {
    ...settings,
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
  };
  const log = openSync(logFile(folder), 'a', 0o600);
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      folder,
      '-p',
      String(SOCKET_PORT),
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // Detached: a Ctrl-C in the terminal must reach the owner alone, which stops the server last.
    { ...account, cwd: folder, env: {}, detached: true, stdio: ['ignore', log, log] },
  );
  const state: { failed: string | undefined } = { failed: undefined };
  child.once('error', (error) => {
    state.failed = error.message;
  });
  child.once('exit', (code, name) => {
    state.failed = `exit ${code ?? name}`;
  });
  child.unref();
  return state;
}

/** Makes the database cluster beside its place and moves it there whole, so that a killed start leaves no half one. */
function initialize(bin: string, folder: string, account: ServerAccount): void {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(draft, account.uid, account.gid);
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      draft,
      '-U',
      'postgres',
      '--auth=trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { ...account, cwd: '/', env: {}, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new StartFailure(
      `PostgreSQL could not make its files in ${folder}: ${made.stderr || messageOf(made.error)}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

async function connect(sockets: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: urlOf(sockets, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  // A server that goes away ends this session; whoever uses the database is told by its own connection.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
}

function urlOf(sockets: string, database: string): string {
  return `postgresql://postgres@localhost:${SOCKET_PORT}/${database}?host=${encodeURIComponent(sockets)}`;
}

function logFile(folder: string): string {
  return join(dirname(folder), 'postgres.log');
}

function postmasterPid(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
