import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Session, type SessionRow } from '../entities/session.ts';

export type { SessionRow } from '../entities/session.ts';

/** Sign-ins, and when they ended. */
export class SessionRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(session: SessionRow): Promise<void> {
    await this.#em.createQueryBuilder(Session).insert(session).execute();
  }

  /** Notes that it got tokens just now. */
  async touch(id: string): Promise<void> {
    await this.#em.nativeUpdate(Session, { id }, { usedAt: new Date() });
  }

  /** Those that go on, the newest first. */
  live(workspace: string, account: string): Promise<SessionRow[]> {
    const where = { workspace, account, endedAt: null, expiresAt: { $gt: new Date() } };
    return readRows(this.#em, Session, where, { orderBy: { createdAt: 'desc' } });
  }

  /** @param id all of the account's when not given. @returns the ids of those that went on until now */
  async end(workspace: string, account: string, id?: string): Promise<string[]> {
    const ended = await this.#em.execute<{ id: string }[]>(
      `update identity.sessions set ended_at = now()
       where workspace = ? and account = ? and ended_at is null ${id === undefined ? '' : 'and id = ?'} returning id`,
      id === undefined ? [workspace, account] : [workspace, account, id],
    );
    return ended.map((row) => row.id);
  }

  /** Ends one of whomever, as the provider does when a token of it was used twice or given back. */
  async endOne(id: string): Promise<void> {
    await this.#em.nativeUpdate(Session, { id, endedAt: null }, { endedAt: new Date() });
  }

  /** The ids of those that ended since then. */
  async endedSince(moment: Date): Promise<string[]> {
    const rows = await readRows(this.#em, Session, { endedAt: { $gt: moment } });
    return rows.map(({ id }) => id);
  }

  /** Forgets those that ended or expired before then. */
  async sweep(before: Date): Promise<void> {
    await this.#em.nativeDelete(Session, {
      $or: [{ endedAt: { $lt: before } }, { expiresAt: { $lt: before } }],
    });
  }
}
