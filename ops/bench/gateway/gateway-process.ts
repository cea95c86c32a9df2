import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayEnvironment } from './config.ts';
import type { GatewayDescriptor, Site } from './gateways/descriptor.ts';

const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 5_000;
const POLL_MS = 100;
const LOG_TAIL_CHARACTERS = 2_000;

/** Starts one gateway of its own process group, on its core. */
export class GatewayProcess {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #port: number;
  readonly #logPath: string;

  /** @param wrap makes the command that is run out of the gateway's, such as to pin it */
  constructor(
    { name, command }: GatewayDescriptor,
    site: Site,
    wrap: (words: readonly string[]) => string[],
  ) {
    const { words, settings } = command(site);
    const [program = '', ...rest] = wrap(words);
    this.#name = name;
    this.#port = site.port;
    this.#logPath = join(site.folder, 'log.txt');
    const log = openSync(this.#logPath, 'w');
    this.#process = spawn(program, rest, {
      cwd: site.folder,
      env: gatewayEnvironment(settings),
      // A group of its own, so that its workers end with it.
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process.on('error', () => undefined); // Seen by ready(), as it has no exit code then.
  }

  get id(): number {
    return this.#process.pid ?? -1;
  }

  /** @throws Error with the end of the gateway's log when it ends or does not answer in time */
  async ready(): Promise<void> {
    const end = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < end && !this.#hasEnded()) {
      if (await this.#answers()) return;
      await sleep(POLL_MS);
    }
    const log = readFileSync(this.#logPath, 'utf8').slice(-LOG_TAIL_CHARACTERS);
    throw new Error(`${this.#name} did not start:\n${log}`);
  }

  async stop(): Promise<void> {
    if (this.#hasEnded()) return;
    const ended = once(this.#process, 'exit');
    process.kill(-this.id, 'SIGTERM');
    const late = setTimeout(() => this.killNow(), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(late);
  }

  /** For when this program itself is told to end. */
  killNow(): void {
    if (!this.#hasEnded()) process.kill(-this.id, 'SIGKILL');
  }

  #hasEnded(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
        signal: AbortSignal.timeout(2_000),
      });
      return response.ok && (await response.text()).includes('"Query"');
    } catch {
      return false; // Not yet.
    }
  }
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
