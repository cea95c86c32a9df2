import type { Logger } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Jobs } from './jobs.ts';

const RETRIES = 10_000;
const BATCH_SIZE = 100;

/**
 * Messages to another process, kept in the transaction of the change that they tell of and delivered until
 * the other side has taken them: at least once, so receivers keep each message's id once.
 */
export class Outbox<T extends object> {
  readonly #jobs: Jobs;
  readonly #queue: string;
  readonly #deliver: (messages: T[]) => Promise<void>;
  readonly #log: Logger;

  /** @param deliver hands a batch over; a throw means later again */
  constructor(jobs: Jobs, queue: string, deliver: (messages: T[]) => Promise<void>, log: Logger) {
    this.#jobs = jobs;
    this.#queue = queue;
    this.#deliver = deliver;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#jobs.queue(this.#queue, {
      retries: RETRIES,
      retryDelaySeconds: 1,
      retryDelayMaxSeconds: 30,
      heartbeatSeconds: 10,
      expireSeconds: 60,
    });
    await this.#jobs.workBatches<T>(this.#queue, BATCH_SIZE, async (messages) => {
      try {
        await this.#deliver(messages);
      } catch (error) {
        this.#log.warn(
          { err: error, queue: this.#queue, count: messages.length },
          'delivery waits for the other side',
        );
        throw error;
      }
    });
  }

  /** @param em the unit of work of the change; without one the messages stand alone */
  async add(messages: readonly T[], em?: EntityManager): Promise<void> {
    await this.#jobs.send(this.#queue, messages, em);
  }

  /** How many messages have not been taken yet. */
  pending(): Promise<number> {
    return this.#jobs.pending(this.#queue);
  }
}
