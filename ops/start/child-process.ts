import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartFailure } from '@manuel/service';
import { childEnvironment } from './config.ts';

const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;
const POLL_MS = 50;

export interface ChildOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: URL;
  /** Environment variables over this process's own. */
  readonly settings: Readonly<Record<string, string | number | undefined>>;
  /** Where it says whether it is ready. */
  readonly healthUrl: URL;
  /** Takes its log's lines. */
  readonly log: Writable;
  /** Takes what it says to people. */
  readonly people: Writable;
}

/** One part of Manuel as a process of its own; it ends when this process does, however that ends. */
export class Child {
  readonly #options: ChildOptions;
  readonly #process: ChildProcess;
  #stopping = false;
  #isReady = false;
  /** What it said to people before it was ready: why it never got so. */
  readonly #said: string[] = [];
  /** Rejects when the process ends without having been told to. */
  readonly failed: Promise<never>;

  constructor(options: ChildOptions) {
    this.#options = options;
    const { entry, settings } = options;
    this.#process = spawn(process.execPath, [fileURLToPath(entry)], {
      env: childEnvironment(settings),
      // Detached, so that a Ctrl-C reaches this process alone, which stops the others in order; the channel ends with it.
      detached: true,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#sortOutput();
    this.failed = new Promise((_, reject) => {
      // Closed is later than ended: all that it said has arrived.
      this.#process.once('close', (code, signal) => {
        if (!this.#stopping) reject(new StartFailure(this.#whyEnded(code ?? signal)));
      });
    });
    this.failed.catch(() => undefined);
  }

  /** @throws StartFailure when the process ends or does not get ready in time */
  async ready(): Promise<void> {
    const end = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < end) {
      const isReady = fetch(this.#options.healthUrl, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (await Promise.race([isReady, this.failed])) return this.#letSpeak();
      await sleep(POLL_MS);
    }
    this.#letSpeak();
    throw new StartFailure(
      `${this.#options.name} did not get ready within ${READY_DEADLINE_MS / 1000} seconds.`,
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    // The whole ends, each after those that call it: nobody is left to be sent elsewhere.
    this.#process.kill('SIGINT');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(late);
  }

  /** Its log is JSON, one line each; anything else is meant for people. */
  #sortOutput(): void {
    const { log, people } = this.#options;
    if (this.#process.stderr === null) return;
    createInterface({ input: this.#process.stderr }).on('line', (line) => {
      if (line.startsWith('{')) log.write(`${line}\n`);
      else if (this.#isReady) people.write(`${line}\n`);
      else this.#said.push(line);
    });
  }

  #letSpeak(): void {
    this.#isReady = true;
    for (const line of this.#said.splice(0)) this.#options.people.write(`${line}\n`);
  }

  /** Its own words where it had some, so that people read the reason once. */
  #whyEnded(how: number | string | null): string {
    const reason = this.#said.join('\n').replace('Manuel did not start.', '').trim();
    return reason === '' ? `${this.#options.name} ended (${how}).` : reason;
  }
}
