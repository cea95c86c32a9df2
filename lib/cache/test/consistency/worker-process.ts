import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Order, Report } from './program.ts';

/** A Node process that reads and writes notes until it is told to stop. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  constructor(order: Order) {
    this.#child = fork(new URL('./program.ts', import.meta.url), { execArgv: [] });
    this.#child.send(order);
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** @throws Error when the process died */
  async stop(): Promise<Report> {
    const report = once(this.#child, 'message');
    const died = once(this.#child, 'exit').then(() => Promise.reject(new Error('The process died.')));
    died.catch(() => undefined);
    this.#child.send('stop');
    const [message] = await Promise.race([report, died]);
    return message;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
