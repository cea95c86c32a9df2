import { newId } from '@manuel/service';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import type { ManualsServices } from '../services.ts';
import { askReading, INGEST_QUEUE, REVISE_QUEUE } from './ask-reading.ts';

/** Manuals that wait to be read again or are just being read, over all replicas. */
const AT_ONCE = 2;
const INTERVAL_MS = 60_000;

/**
 * Queues manuals that an older engine has read, a few, while nobody waits for a file to be read. An engine that is
 * older than what read a manual leaves it alone, so replicas of two versions do not undo each other's work.
 */
export async function rereadManuals(services: ManualsServices): Promise<void> {
  const { database, jobs } = services;
  if ((await jobs.pending(INGEST_QUEUE)) > 0) return;
  const room = AT_ONCE - (await jobs.pending(REVISE_QUEUE));
  if (room <= 0) return;
  await database.retriedTransaction(async (em) => {
    for (const manual of await new ManualRepository(em).outdated(READING_ENGINE, room)) {
      const asked = { manual, queue: REVISE_QUEUE, caller: null, requestId: newId() } as const;
      await askReading(services, em, asked);
    }
  });
}

/** Looks for manuals to be read again now and then, and whenever it is called. */
export class Rereading {
  readonly #services: ManualsServices;
  readonly #timer: NodeJS.Timeout;

  constructor(services: ManualsServices) {
    this.#services = services;
    this.#timer = setInterval(() => this.look(), INTERVAL_MS);
    this.look();
  }

  look(): void {
    rereadManuals(this.#services).catch((error: unknown) =>
      this.#services.log.warn({ err: error }, 'manuals of an older engine will be read again later'),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
