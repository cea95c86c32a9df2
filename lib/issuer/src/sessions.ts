import type { Database } from '@manuel/database';
import { RecordRepository } from './repositories/record-repository.ts';
import { RevocationRepository } from './repositories/revocation-repository.ts';
import { SessionRepository, type SessionRow } from './repositories/session-repository.ts';

/** Whose sessions. */
export interface SessionOwner {
  readonly workspace: string;
  readonly account: string;
}

/** The sign-ins of accounts: seen, and ended with everything that was given out by them. */
export class Sessions {
  readonly #database: Database;
  readonly #onEnded: () => Promise<void>;

  /** @param onEnded lets this process know at once; the others find out within a minute */
  constructor(database: Database, onEnded: () => Promise<void>) {
    this.#database = database;
    this.#onEnded = onEnded;
  }

  /** Those that go on, the newest first. */
  list({ workspace, account }: SessionOwner): Promise<SessionRow[]> {
    return new SessionRepository(this.#database.fork()).live(workspace, account);
  }

  /** @returns whether there was such a one that went on */
  async end({ workspace, account }: SessionOwner, id: string): Promise<boolean> {
    const ended = await this.#database.transaction(async (em) => {
      const ids = await new SessionRepository(em).end(workspace, account, id);
      await new RecordRepository(em).removeOf(ids);
      return ids.length > 0;
    });
    if (ended) await this.#onEnded();
    return ended;
  }

  /**
   * Ends all sessions of an account and every access token that it has, also those that belong to no session. To be
   * done when its roles change, its password changes, or it is disabled.
   * @returns how many sessions that were
   */
  async endAll({ workspace, account }: SessionOwner): Promise<number> {
    const count = await this.#database.transaction(async (em) => {
      const ids = await new SessionRepository(em).end(workspace, account);
      await new RecordRepository(em).removeOf(ids);
      await new RevocationRepository(em).revoke(account);
      return ids.length;
    });
    await this.#onEnded();
    return count;
  }
}
