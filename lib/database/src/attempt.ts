import type { JobResult, JobWithMetadata } from 'pg-boss';
import { z } from 'zod';

/** One try of one job. */
export interface Attempt<T> {
  readonly id: string;
  readonly data: T;
  /** 1 for the first try. */
  readonly number: number;
  /** What `again` said of the job after its last try; 0 before. */
  readonly strikes: number;
  readonly signal: AbortSignal;
}

/** How one job of a batch ended: done, to be tried again, or given up, however many tries it has left. */
export type Outcome =
  | { readonly end: 'done' }
  | { readonly end: 'again'; readonly reason: string; readonly strikes: number }
  | { readonly end: 'dead'; readonly reason: string };

const Struck = z.object({ strikes: z.int() }).catch({ strikes: 0 });

/** The try that pg-boss hands to a worker. */
export function attemptOf<T>({ id, data, retryCount, output, signal }: JobWithMetadata<T>): Attempt<T> {
  return { id, data, number: retryCount + 1, ...Struck.parse(output), signal };
}

const STATUS = { done: 'completed', again: 'failed', dead: 'deadletter' } as const;

/** What pg-boss is told of an outcome; one that is missing is left out, which pg-boss takes for a failed try. */
export function resultOf(id: string, outcome: Outcome | undefined): JobResult[] {
  if (outcome === undefined) return [];
  const { end, ...output } = outcome;
  return [{ id, status: STATUS[end], output }];
}
