import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  /** The account to run as; needs root. */
  readonly uid?: number;
  readonly gid?: number;
}

/** An ES module run by a Node process of its own, for what only another process can show. */
export class ChildScript {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';
  #problems = '';

  /** @param source the module's text; packages are found as from this checkout */
  constructor(source: string, account: ChildOptions = {}) {
    this.#child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      ...account,
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (text: Buffer) => {
      this.#output += text.toString();
    });
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#problems += text.toString();
    });
    this.#ended = once(this.#child, 'close');
  }

  /** Waits until it has printed the text. @throws Error with its standard error when it ends before that */
  async printed(text: string): Promise<void> {
    let isOver = false;
    const over = this.#ended.then(() => {
      isOver = true;
    });
    while (!this.#output.includes(text)) {
      if (isOver) throw new Error(`The script ended without printing ${text}:\n${this.#problems}`);
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), over]);
    }
  }

  /** Waits for its end. @returns all that it printed @throws Error with its standard error when it fails */
  async result(): Promise<string> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`The script failed:\n${this.#problems}`);
    return this.#output;
  }

  /** Kills it as the kernel does, with no chance to tidy up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
