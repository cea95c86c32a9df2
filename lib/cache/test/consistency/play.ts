import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openNotes } from '../notes.ts';
import { violationsIn } from './history.ts';
import { WorkerProcess } from './worker-process.ts';

const IDS = Array.from({ length: 12 }, (_, index) => `n${index}`);
/** From the end of a fault until the cache is in use again, and somewhat longer. */
const CALM_MS = 4_000;

/** The two processes, for faults that befall one of them. */
export type Processes = readonly [WorkerProcess, WorkerProcess];

/** Where two processes read and write, and what befalls their Redis meanwhile. */
export interface Play {
  /** Has the notes, and nothing in them. */
  readonly databaseUrl: string;
  /** Where each of the two processes finds its Redis. */
  readonly redisUrls: readonly [string, string];
  /** What befalls them, one after the other, with time to recover after each. */
  readonly faults: readonly ((processes: Processes) => Promise<void>)[];
  /** How much must have been done for the play to tell anything. */
  readonly least: { readonly operations: number; readonly hits: number };
}

/** Lets two processes read and write at random through all faults, and expects that nothing stale was shown. */
export async function play({ databaseUrl, redisUrls, faults, least }: Play): Promise<void> {
  const database = await openNotes(databaseUrl);
  await database.fork().execute(`insert into diary.turns values ${IDS.map(() => '(?)').join(', ')}`, IDS);
  await database.close();
  const start = (redisUrl: string) =>
    new WorkerProcess({ databaseUrl, redisUrl, ids: IDS, readers: 6, writers: 3 });
  const processes = [start(redisUrls[0]), start(redisUrls[1])] as const;
  try {
    for (const fault of faults) {
      await fault(processes);
      await sleep(CALM_MS);
    }
    const reports = await Promise.all(processes.map((one) => one.stop()));
    const operations = reports.flatMap((report) => report.operations);
    expect(violationsIn(operations).slice(0, 5)).toEqual([]);
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(operations.length).toBeGreaterThan(least.operations);
    // Without hits there is nothing to be wrong.
    const reads = operations.filter(({ kind }) => kind === 'read').length;
    const loaded = reports.reduce((sum, report) => sum + report.loaded, 0);
    expect(reads - loaded).toBeGreaterThan(least.hits);
  } finally {
    for (const one of processes) one.kill();
  }
}
