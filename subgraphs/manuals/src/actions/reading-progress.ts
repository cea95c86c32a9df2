import { IngestionRepository, type IngestionRow } from '../repositories/ingestion-repository.ts';
import type { ManualsServices } from '../services.ts';
import type { IngestJob } from './ask-reading.ts';

/** What a reading does, one after the other. */
export type ReadingStep = NonNullable<IngestionRow['step']>;

/** Where each step begins, as a part of the whole; it ends where the next one begins. */
const BEGINNINGS: readonly (readonly [ReadingStep, number])[] = [
  ['READING', 0],
  ['EMBEDDING', 0.4],
  ['STORING', 0.95],
];

/** Progress is written when it has grown by this much, and at each new step. */
const LEAST_GROWTH = 0.05;

/** Shows how far a reading is: its step, and one fraction over all steps that only rises. */
export class ReadingProgress {
  readonly #services: Pick<ManualsServices, 'database' | 'log'>;
  readonly #job: IngestJob;
  /** As it begins. */
  #step: ReadingStep = 'READING';
  #written = 0;

  constructor(services: Pick<ManualsServices, 'database' | 'log'>, job: IngestJob) {
    this.#services = services;
    this.#job = job;
  }

  /** @param fraction of this step, 0 to 1; the end of one is told with the beginning of the next */
  show(step: ReadingStep, fraction: number): void {
    const progress = Math.max(this.#written, progressOf(step, fraction));
    if (step === this.#step && (fraction >= 1 || progress - this.#written < LEAST_GROWTH)) return;
    this.#step = step;
    this.#written = progress;
    const { database, log } = this.#services;
    // Not waited for: progress is only shown, and the end writes its own.
    new IngestionRepository(database.fork())
      .updateRunning(this.#job.manualId, this.#job.run ?? null, { step, progress })
      .catch((error: unknown) => log.debug({ err: error }, 'progress was not written'));
  }
}

/** The fraction of the whole that a fraction of one step is. */
function progressOf(step: ReadingStep, fraction: number): number {
  const index = BEGINNINGS.findIndex(([name]) => name === step);
  const from = BEGINNINGS[index]?.[1] ?? 0;
  const to = BEGINNINGS[index + 1]?.[1] ?? 1;
  return from + Math.min(Math.max(fraction, 0), 1) * (to - from);
}
