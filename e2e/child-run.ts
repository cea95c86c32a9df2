import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';

/** How a process ended, and what it printed. */
export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child process and what it has printed. */
export class Run {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #isOver = false;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, 'close').then(() => {
      this.#isOver = true;
    });
    child.stdout?.on('data', (text: Buffer | string) => {
      this.stdout += text;
    });
    child.stderr?.on('data', (text: Buffer | string) => {
      this.stderr += text;
    });
  }

  get pid(): number {
    return this.#child.pid ?? expect.fail('The process did not start.');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits until it has printed the text. @returns false when it ended or the time was over before that */
  async printed(text: string, milliseconds: number): Promise<boolean> {
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
    let isLate = false;
    const over = Promise.race([late, this.#closed]).then(() => {
      isLate = true;
    });
    while (!this.stdout.includes(text)) {
      if (isLate || this.#isOver) return false;
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), over]);
    }
    return true;
  }

  /** Waits for its end; one that takes longer is killed. */
  async ended(milliseconds: number): Promise<Ended> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), milliseconds);
    await this.#closed;
    clearTimeout(late);
    return { exit: this.#child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
