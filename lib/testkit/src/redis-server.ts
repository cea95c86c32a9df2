import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import { temporaryFolder } from './temporary-folder.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];
const READY_DEADLINE_MS = 10_000;
const POLL_MS = 20;
const PING_DEADLINE_MS = 500;
const STANDARD_PORT = 6379;

/** A Redis of our own that forgets everything when it stops, unless it was told to SAVE in a folder that stays. */
export class RedisServer {
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #removeFolder: () => void;

  private constructor(child: ChildProcess, port: number, removeFolder: () => void) {
    this.#child = child;
    this.#removeFolder = removeFolder;
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /**
   * @param port a free one when none is given
   * @param folder where it saves and finds what was saved; without one, in a folder that goes with it
   * @param more of what its command line sets, such as `['--replicaof', …]`
   * @throws Error when this machine has no Redis or it does not start
   */
  static async start(port?: number, folder?: string, more: readonly string[] = []): Promise<RedisServer> {
    const program = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0) ?? install();
    const chosen = port ?? (await freePort());
    const own = folder === undefined ? temporaryFolder() : { path: folder, remove: () => undefined };
    const settings = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    // Sentinels write into it what they know.
    const file = join(own.path, 'redis.conf');
    writeFileSync(file, '');
    const child = spawn(program, [file, ...settings, '--dir', own.path, ...more], { stdio: 'ignore' });
    const server = new RedisServer(child, chosen, own.remove);
    const end = Date.now() + READY_DEADLINE_MS;
    while (!(await answersPing('127.0.0.1', chosen))) {
      if (Date.now() > end || child.exitCode !== null) {
        await server.stop();
        throw new Error(`${program} did not answer on port ${chosen}.`);
      }
      await sleep(POLL_MS);
    }
    return server;
  }

  /** What it answers to a command. @throws Error with its refusal */
  async command(...words: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  }

  /** Stops it from answering while its connections stay open. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it at once, frozen or not. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    this.#removeFolder();
  }
}

/** The Redis that answers on this machine's standard port, if one does. */
export async function localRedis(): Promise<string | undefined> {
  return (await answersPing('127.0.0.1', STANDARD_PORT)) ? `redis://127.0.0.1:${STANDARD_PORT}` : undefined;
}

/** A TCP port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('This machine gives no TCP port.');
  return address.port;
}

/** What a reply holds that is a list; nothing when it is none. */
export function listFrom(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function install(): string {
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    process.stderr.write('No Redis on this machine: installing redis-server with apt-get.\n');
    const update = spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    const add = ['install', '-y', '--no-install-recommends', 'redis-server'];
    if (update.status === 0 && spawnSync('apt-get', add, { stdio: 'ignore' }).status === 0)
      return 'redis-server';
  }
  throw new Error(
    'The tests need a Redis: install redis-server or valkey-server, or set REDIS_URL to one that may be written.',
  );
}

async function answersPing(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: PING_DEADLINE_MS });
  socket.on('timeout', () => socket.destroy(new Error('Redis is silent.')));
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = await once(socket, 'data');
    return String(answer).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
