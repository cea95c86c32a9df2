import { readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { RevokedAccount } from '../entities/revoked-account.ts';

/** Accounts whose earlier tokens do not count any more. */
export class RevocationRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** From now on no token counts that the account has. */
  async revoke(account: string): Promise<void> {
    await this.#em
      .createQueryBuilder(RevokedAccount)
      .insert({ account, before: new Date() })
      .onConflict('account')
      .merge(['before'])
      .execute();
  }

  /** Up to when the tokens of an account do not count; those that are over anyway are left out. */
  async since(moment: Date): Promise<Map<string, Date>> {
    const rows = await readRows(this.#em, RevokedAccount, { before: { $gt: moment } });
    return new Map(rows.map(({ account, before }) => [account, before]));
  }

  async sweep(before: Date): Promise<void> {
    await this.#em.nativeDelete(RevokedAccount, { before: { $lt: before } });
  }
}
