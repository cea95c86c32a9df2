import { Declined, type Logger, messageOf } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Attempt, Outcome } from './attempt.ts';
import { ENDLESS, type JobContent, type Jobs } from './jobs.ts';

const BATCH_SIZE = 100;

/** The other side's code for a message that it will never take. */
const REFUSALS = new Set(['BAD_USER_INPUT', 'INVALID_INPUT', 'NOT_FOUND']);
/** Its code when it broke: the message may be what breaks it, or the moment. */
const BREAKDOWN = 'INTERNAL_SERVER_ERROR';
/** So often it may break at one message. */
const MOST_STRIKES = 20;

/** What came of handing messages over. */
type Reply =
  | { readonly is: 'taken' }
  /** Nobody answered, or the answer says nothing of these messages. */
  | { readonly is: 'away'; readonly reason: string }
  | { readonly is: 'declined'; readonly code: string; readonly message: string };

/**
 * Messages to another process, kept in the transaction of the change that they tell of and delivered until the other
 * side has taken them, for as long as it is away: at least once, so receivers keep each message's id once. One that it
 * refuses, or breaks at time and again, is given up and holds up no other.
 */
export class Outbox<T extends JobContent> {
  readonly #jobs: Jobs;
  readonly #queue: string;
  readonly #deliver: (messages: T[]) => Promise<void>;
  readonly #log: Logger;

  /** @param deliver hands messages over; Declined means that the other side said no, any other throw that it is away */
  constructor(jobs: Jobs, queue: string, deliver: (messages: T[]) => Promise<void>, log: Logger) {
    this.#jobs = jobs;
    this.#queue = queue;
    this.#deliver = deliver;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#jobs.queue(this.#queue, {
      retries: ENDLESS,
      retryDelaySeconds: 1,
      retryDelayMaxSeconds: 30,
      heartbeatSeconds: 10,
      // More than a whole batch takes one by one: each delivery has its own deadline.
      expireSeconds: 900,
    });
    await this.#jobs.workBatches<T>(this.#queue, BATCH_SIZE, (attempts) => this.#deliverAll(attempts));
  }

  /** @param em the unit of work of the change; without one the messages stand alone */
  async add(messages: readonly T[], em?: EntityManager): Promise<void> {
    await this.#jobs.send(this.#queue, messages, em);
  }

  /** How many messages have not been taken yet. */
  pending(): Promise<number> {
    return this.#jobs.pending(this.#queue);
  }

  async #deliverAll(attempts: Attempt<T>[]): Promise<Outcome[]> {
    const reply = await this.#send(attempts);
    // It may be one message that the others must not wait for.
    if (reply.is === 'declined' && attempts.length > 1) return this.#deliverEach(attempts);
    return attempts.map((attempt) => outcomeOf(attempt, reply));
  }

  /** One by one, until the other side is away. */
  async #deliverEach(attempts: readonly Attempt<T>[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let reply: Reply = { is: 'taken' };
    for (const attempt of attempts) {
      if (reply.is !== 'away') reply = await this.#send([attempt]);
      outcomes.push(outcomeOf(attempt, reply));
    }
    return outcomes;
  }

  async #send(attempts: readonly Attempt<T>[]): Promise<Reply> {
    try {
      await this.#deliver(attempts.map(({ data }) => data));
      return { is: 'taken' };
    } catch (err) {
      const about = { err, queue: this.#queue, count: attempts.length };
      if (err instanceof Declined && (REFUSALS.has(err.answer.code) || err.answer.code === BREAKDOWN)) {
        this.#log.warn({ ...about, ...err.answer }, 'the other side declined');
        return { is: 'declined', ...err.answer };
      }
      this.#log.warn(about, 'delivery waits for the other side');
      return { is: 'away', reason: messageOf(err) };
    }
  }
}

function outcomeOf(attempt: Attempt<unknown>, reply: Reply): Outcome {
  if (reply.is === 'taken') return { end: 'done' };
  if (reply.is === 'away') return { end: 'again', reason: reply.reason, strikes: attempt.strikes };
  const reason = `${reply.code}: ${reply.message}`;
  const strikes = attempt.strikes + 1;
  const isHopeless = reply.code !== BREAKDOWN || strikes >= MOST_STRIKES;
  return isHopeless ? { end: 'dead', reason } : { end: 'again', reason, strikes };
}
