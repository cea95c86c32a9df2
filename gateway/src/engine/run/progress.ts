import type { CompiledStep } from '../compile/program.ts';

/** Tells which parts of a running program have all that their own steps bring. */
export class Progress {
  readonly #left = new Map<number | null, number>();
  #change = Promise.withResolvers<void>();
  #failure: { readonly reason: unknown } | undefined;

  constructor(steps: readonly CompiledStep[]) {
    for (const { part } of steps) this.#left.set(part, (this.#left.get(part) ?? 0) + 1);
  }

  /** @param part its number; null for what is answered first */
  isDone(part: number | null): boolean {
    return (this.#left.get(part) ?? 0) === 0;
  }

  /** Takes note of steps that have ended. */
  readonly end = (steps: readonly CompiledStep[]): void => {
    for (const { part } of steps) this.#left.set(part, (this.#left.get(part) ?? 1) - 1);
    if (steps.some(({ part }) => this.isDone(part))) this.tell();
  };

  /** Ends with the next part that is done, or when somebody tells of something else; rejects once the run has failed. */
  async change(): Promise<void> {
    if (this.#failure === undefined) await this.#change.promise;
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  /** Lets whoever waits for a change look again. */
  tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Whoever waits for a change, now or later, is told of the reason. */
  fail(reason: unknown): void {
    this.#failure = { reason };
    this.tell();
  }
}
