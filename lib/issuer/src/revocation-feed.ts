import type { Database } from '@manuel/database';
import type { ReadToken, Revocations } from '@manuel/identity';
import { type Logger, withDeadline } from '@manuel/service';
import { ACCESS_TOKEN_SECONDS } from './lifetimes.ts';
import { RevocationRepository } from './repositories/revocation-repository.ts';
import { SessionRepository } from './repositories/session-repository.ts';

const POLL_MS = 10_000;
const DEADLINE_MS = 5_000;
/** Longer than a token of a session is borne, clocks that differ included. */
const SESSION_MEMORY_MS = (ACCESS_TOKEN_SECONDS + 120) * 1000;
/** As long as the longest token that the installation's key may have made. */
export const ACCOUNT_MEMORY_MS = 367 * 24 * 3_600_000;

/**
 * Which tokens ended before their time, read from the database now and then so that a request asks only memory. While
 * the database is away, what is known goes on being told: a token that is revoked meanwhile ends by itself soon.
 */
export class RevocationFeed implements Revocations {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #pollMs: number;
  #sessions: ReadonlySet<string> = new Set();
  /** Up to which second the tokens of an account do not count. */
  #accounts: ReadonlyMap<string, number> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();
  #isAway = false;
  #stopped = false;

  constructor(database: Database, log: Logger, pollMs = POLL_MS) {
    this.#database = database;
    this.#log = log;
    this.#pollMs = pollMs;
  }

  /** Reads for the first time, and from then on now and then. */
  async start(): Promise<void> {
    await this.refresh();
    this.#readLater();
  }

  isRevoked({ caller, session, issuedAt }: Pick<ReadToken, 'caller' | 'session' | 'issuedAt'>): boolean {
    // When all of an account's tokens end, its sessions do, one by one; later ones are not held against them.
    if (session !== undefined) return this.#sessions.has(session);
    const before = this.#accounts.get(caller.id);
    return before !== undefined && issuedAt <= before;
  }

  /** Reads now; a failure is told in the log, once. */
  refresh(): Promise<void> {
    // One after the other: an older answer must not replace a newer one.
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  #readLater(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.refresh().then(() => this.#readLater()), this.#pollMs);
    this.#timer.unref();
  }

  async #read(): Promise<void> {
    if (this.#stopped) return;
    try {
      const em = this.#database.fork();
      const now = Date.now();
      const [sessions, accounts] = await withDeadline(
        'Postgres',
        DEADLINE_MS,
        Promise.all([
          new SessionRepository(em).endedSince(new Date(now - SESSION_MEMORY_MS)),
          new RevocationRepository(this.#database.fork()).since(new Date(now - ACCOUNT_MEMORY_MS)),
        ]),
      );
      this.#sessions = new Set(sessions);
      this.#accounts = new Map(
        [...accounts].map(([account, before]) => [account, Math.floor(before.getTime() / 1000)]),
      );
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway)
        this.#log.warn({ err: error }, 'which tokens were revoked cannot be read: what is known counts');
      this.#isAway = true;
    }
  }
}
