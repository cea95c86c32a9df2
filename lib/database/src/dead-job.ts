import type { JobWithMetadata } from 'pg-boss';
import { z } from 'zod';

/** A job that was given up in the queue `queue`. */
export interface DeadJob {
  readonly id: string;
  readonly retryCount: number;
  readonly queue: string;
  readonly data: object;
  readonly reason: string;
  readonly tries: number;
  readonly sentAt: Date;
  readonly diedAt: Date;
}

/** What a job leaves when it ends: an outcome of a batch, a thrown error, or what pg-boss says of a lost worker. */
const LastOutput = z.union([
  z.object({ reason: z.string() }),
  z.object({ message: z.string() }).transform(({ message }) => ({ reason: message })),
  z
    .object({ value: z.object({ message: z.string() }) })
    .transform(({ value }) => ({ reason: value.message })),
]);

/** What pg-boss kept of a job when it moved it. */
export function deadJobOf(job: JobWithMetadata): DeadJob {
  const { id, retryCount, data, sourceName, sourceCreatedOn, sourceRetryCount, createdOn } = job;
  return {
    ...{ id, retryCount, data, queue: sourceName ?? job.name },
    reason: LastOutput.catch({ reason: 'Nobody said why.' }).parse(job.sourceOutput).reason,
    ...{ tries: (sourceRetryCount ?? 0) + 1, sentAt: sourceCreatedOn ?? createdOn, diedAt: createdOn },
  };
}
