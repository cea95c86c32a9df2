import { percentile } from '../gateway/load/percentile.ts';

/** What is told of the requests of one kind, or of all. */
export interface Line {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** At most so many failures are kept to be read. */
const MOST_TOLD = 5;
const MOST_CHARACTERS = 400;

/** How long the requests of each operation took, and what was wrong with their answers. */
export class Ledger {
  readonly #timesMs = new Map<string, number[]>();
  readonly #errors = new Map<string, number>();
  #failures: string[] = [];

  /** The first failures, in words. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Keeps a request. @param failure what was wrong with its answer; undefined when it was right */
  add(operation: string, milliseconds: number, failure: string | undefined): void {
    const times = this.#timesMs.get(operation) ?? [];
    this.#timesMs.set(operation, times);
    times.push(milliseconds);
    if (failure === undefined) return;
    this.#errors.set(operation, (this.#errors.get(operation) ?? 0) + 1);
    if (this.#failures.length < MOST_TOLD)
      this.#failures.push(`${operation}: ${failure.slice(0, MOST_CHARACTERS)}`);
  }

  /** Begins anew. */
  forget(): void {
    this.#timesMs.clear();
    this.#errors.clear();
    this.#failures = [];
  }

  /** The operations that were kept, by name. */
  get operations(): readonly string[] {
    return [...this.#timesMs.keys()].toSorted();
  }

  of(operation: string): Line {
    return lineOf(this.#timesMs.get(operation) ?? [], this.#errors.get(operation) ?? 0);
  }

  get all(): Line {
    const errors = this.#errors.values().reduce((sum, one) => sum + one, 0);
    return lineOf([...this.#timesMs.values()].flat(), errors);
  }
}

function lineOf(timesMs: readonly number[], errors: number): Line {
  const at = (percent: number) => Number(percentile(timesMs, percent).toFixed(1));
  return { requests: timesMs.length, errors, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99) };
}
