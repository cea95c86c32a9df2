import { type Logger, messageOf, Unavailable, withDeadline } from '@manuel/service';
import type { RedisLink } from './redis-link.ts';
import type { RedisMaster } from './redis-master.ts';

/** How long a call is waited for, unless its maker says otherwise. */
const DEADLINE_MS = 50;
/** How long Redis is left alone after a call that took too long. */
const PAUSE_MS = 1_000;

/** Calls of whoever can do without Redis: none is waited for long, and none is made while Redis is slow or away. */
export class BriefCalls {
  readonly #link: RedisLink;
  readonly #name: string;
  readonly #log: Logger;
  readonly #deadlineMs: number;
  /** The master that is left alone at this moment. */
  #paused: RedisMaster | undefined;

  /** @param name the subject of log lines, such as "the cache" */
  constructor(link: RedisLink, name: string, log: Logger, deadlineMs: number = DEADLINE_MS) {
    this.#link = link;
    this.#name = name;
    this.#log = log;
    this.#deadlineMs = deadlineMs;
  }

  /** What Redis answers; undefined when it is away, too slow or fails. */
  async call<T>(make: (master: RedisMaster) => Promise<T>): Promise<T | undefined> {
    const { master } = this.#link;
    if (master === undefined || master === this.#paused) return undefined;
    try {
      return await withDeadline('Redis', this.#deadlineMs, make(master));
    } catch (error) {
      if (error instanceof Unavailable) this.#pause(master, error);
      else this.#link.leave(master, error);
      return undefined;
    }
  }

  /** Spares callers a master that is slow, which is no reason to take it from others, until it answers again. */
  #pause(master: RedisMaster, error: Unavailable): void {
    if (master === this.#paused) return;
    this.#paused = master;
    this.#log.warn({ error: messageOf(error) }, `${this.#name} is left alone for a moment`);
    const resume = async () => {
      await master.confirm().catch((problem: unknown) => this.#link.leave(master, problem));
      if (master === this.#paused) this.#paused = undefined;
    };
    setTimeout(resume, PAUSE_MS).unref();
  }
}
