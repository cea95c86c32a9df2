import { newId } from '@manuel/service';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import type { ManualsServices } from '../services.ts';
import { askReading, REVISE_QUEUE } from './ask-reading.ts';

/** Manuals that wait to be read again, or are being read again just now, over all replicas. */
const AT_ONCE = 2;
const INTERVAL_MS = 60_000;

/**
 * Queues manuals that an older engine has read, a few, while nobody waits for a file to be read. An engine that is
 * older than what read a manual leaves it alone, so replicas of two versions do not undo each other's work.
 */
export async function rereadManuals(services: ManualsServices): Promise<void> {
  const { database } = services;
  if (!(await new ManualRepository(database.fork()).areOutdated(READING_ENGINE))) return;
  await database.retriedTransaction(async (em) => {
    const open = await new IngestionRepository(em).lockCount();
    if (open.first > 0 || open.again >= AT_ONCE) return;
    const manuals = await new ManualRepository(em).outdated(READING_ENGINE, AT_ONCE - open.again);
    for (const manual of manuals) {
      const asked = { manual, queue: REVISE_QUEUE, caller: null, requestId: newId() } as const;
      await askReading(services, em, asked);
    }
  });
}

/** Looks for manuals to be read again now and then, and whenever it is called. */
export class Rereading {
  readonly #services: ManualsServices;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(services: ManualsServices) {
    this.#services = services;
    this.#timer = setInterval(() => this.look(), INTERVAL_MS);
    this.look();
  }

  /** Looks after what is being looked for just now. */
  look(): void {
    // Readings that end while the process stops look, too.
    if (this.#isStopped) return;
    const { log } = this.#services;
    this.#looking = this.#looking
      .then(() => rereadManuals(this.#services))
      .catch((error: unknown) =>
        log.warn({ err: error }, 'manuals of an older engine will be read again later'),
      );
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }
}
