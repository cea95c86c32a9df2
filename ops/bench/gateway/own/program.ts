import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wholeEnvironment } from '../config.ts';

const READY_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 30_000;
const POLL_MS = 100;
const LOG_TAIL_CHARACTERS = 2_000;

/** Environment variables, nothing of this process's own beside them. */
export type ProgramSettings = Readonly<Record<string, string>> & { readonly PORT: string };

/** What is started, and how one knows that it answers. */
export interface ProgramOptions {
  /** The file that Node runs. */
  readonly entry: string;
  readonly settings: ProgramSettings;
  /** An empty folder, in which it runs. */
  readonly folder: string;
  /** A GET there succeeds as soon as it is ready. */
  readonly readyUrl: string;
}

/** A program of Node that ends with this process, however that ends. */
export class Program {
  readonly #process: ChildProcess;
  readonly #options: ProgramOptions;
  readonly #logPath: string;
  #stopped: Promise<void> | undefined;

  constructor(options: ProgramOptions) {
    const { entry, settings, folder } = options;
    this.#options = options;
    this.#logPath = join(folder, 'printed.txt');
    const log = openSync(this.#logPath, 'a');
    this.#process = spawn(process.execPath, [entry], {
      cwd: folder,
      env: wholeEnvironment(settings),
      // The channel tells it when this process has ended.
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
  }

  /** @throws Error with the end of what was printed when it does not get ready */
  async ready(): Promise<void> {
    const { entry, readyUrl } = this.#options;
    const end = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < end && !this.#hasEnded()) {
      if (await answers(readyUrl)) return;
      await sleep(POLL_MS);
    }
    const printed = readFileSync(this.#logPath, 'utf8').slice(-LOG_TAIL_CHARACTERS);
    throw new Error(`${entry} did not get ready:\n${printed}`);
  }

  get id(): number {
    return this.#process.pid ?? -1;
  }

  /** Null until it has ended, and when a signal ended it. */
  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  /** Told once only: a second signal would end it at once, and leave what it has started. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    if (this.#hasEnded()) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(late);
  }

  #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    // The header is what Apollo Server wants of a GET from a program.
    const headers = { 'apollo-require-preflight': '1' };
    return (await fetch(url, { headers, signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // Not yet.
  }
}
