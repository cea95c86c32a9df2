import { setTimeout } from 'node:timers/promises';
import { CliFailure } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type Ingestion, readIngestion } from './operations.ts';
import type { Progress } from './progress.ts';

const DEADLINE_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const PAUSE_GROWTH = 1.3;

/** A manual whose reading is waited for. */
export interface WatchedManual {
  readonly id: string;
  readonly title: string;
}

/** What a reading found out of the file. */
export type ReadManual = Pick<Ingestion, 'pageCount' | 'pagesWithoutText'>;

/** Waits for readings and shows how far they are. */
export class ReadingWatch {
  readonly #gateway: GatewayClient;
  readonly #progress: Progress;
  readonly #deadlineMilliseconds: number;

  /** @param deadlineMilliseconds how long a reading may take */
  constructor(gateway: GatewayClient, progress: Progress, deadlineMilliseconds = DEADLINE_MS) {
    this.#gateway = gateway;
    this.#progress = progress;
    this.#deadlineMilliseconds = deadlineMilliseconds;
  }

  /**
   * Waits until the manual can be asked, whatever else is done to it.
   * @param done the part of the whole work that is done already, 0 to 1
   * @throws CliFailure when it cannot be read, was removed or takes too long
   */
  async untilReady(manual: WatchedManual, done: number): Promise<ReadManual> {
    return await this.#until(manual, done, ({ status }) => status === 'READY' || status === 'FAILED');
  }

  /** The same until the reading that was asked for last has ended. */
  async untilRead(manual: WatchedManual, done: number): Promise<ReadManual> {
    const hasEnded = ({ ingestion: { status } }: Ingestion) => status === 'DONE' || status === 'FAILED';
    await this.#until(manual, done, hasEnded);
    // The manual of that answer may have been read before its reading ended.
    return await this.#until(manual, done, hasEnded);
  }

  async #until(
    manual: WatchedManual,
    done: number,
    hasEnded: (now: Ingestion) => boolean,
  ): Promise<ReadManual> {
    const deadline = performance.now() + this.#deadlineMilliseconds;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
      const now = await this.#read(manual);
      const wait = now === 'later' ? LONGEST_PAUSE_MS : pause;
      if (now !== 'later') {
        if (hasEnded(now)) return foundIn(now, manual);
        this.#progress.show(phaseOf(now), done + now.ingestion.progress * (1 - done));
      }
      if (performance.now() + wait > deadline) throw stillReading(manual, this.#deadlineMilliseconds);
      await setTimeout(wait);
    }
  }

  /** @returns later for whoever does much, asks more than one may in a minute and can ask again */
  async #read(manual: WatchedManual): Promise<Ingestion | 'later'> {
    try {
      const { manual: now } = await this.#gateway.run(readIngestion(manual.id));
      if (now !== null) return now;
    } catch (error) {
      if (error instanceof CliFailure && error.code === 'RATE_LIMITED') return 'later';
      throw error;
    }
    throw new CliFailure(4, 'NOT_FOUND', 'The manual was removed while it was being read.', { manual });
  }
}

function phaseOf({ ingestion: { step } }: Ingestion): string {
  return step === null ? 'waiting' : step.toLowerCase();
}

/** @throws CliFailure when there is nothing, as the reading failed */
function foundIn(now: Ingestion, manual: WatchedManual): ReadManual {
  const { status, pageCount, pagesWithoutText, ingestion } = now;
  if (status !== 'FAILED' && ingestion.status !== 'FAILED') return { pageCount, pagesWithoutText };
  const { code, message } = ingestion.failure ?? { code: 'FAILED', message: 'The file could not be read.' };
  throw new CliFailure(7, code, message, { manual: { ...manual, status } });
}

function stillReading(manual: WatchedManual, milliseconds: number): CliFailure {
  return new CliFailure(
    6,
    'TIMEOUT',
    `It is still being read after ${milliseconds / 60_000} minutes: manuel manuals shows when it is ready.`,
    { manual },
  );
}
