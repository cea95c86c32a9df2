import { queryRows, readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ServiceAccount, type ServiceAccountRow } from '../entities/service-account.ts';
import { StoredKey, type StoredKeyRow } from '../entities/stored-key.ts';

export type { StoredKeyRow } from '../entities/stored-key.ts';

/** Where a page of keys goes on: behind the last one of the page before. */
export interface KeyPlace {
  readonly createdAt: Date;
  readonly id: string;
}

/** What is kept of API keys. */
export class KeyRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** @returns false when there is one of that id */
  async add(key: StoredKeyRow): Promise<boolean> {
    const insert = this.#em.createQueryBuilder(StoredKey).insert({ ...key });
    return (await insert.onConflict('id').ignore().execute()).affectedRows === 1;
  }

  /** Those of the keys that there are and whose they are, in whichever workspace: for who shows them. */
  async withAccounts(
    ids: readonly string[],
  ): Promise<{ readonly key: StoredKeyRow; readonly account: ServiceAccountRow }[]> {
    const keys = await readRows(this.#em, StoredKey, { id: { $in: [...ids] } });
    if (keys.length === 0) return [];
    const accountIds = keys.map(({ accountId }) => accountId);
    const accounts = await readRows(this.#em, ServiceAccount, { id: { $in: accountIds } });
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return keys.flatMap((key) => {
      const account = byId.get(key.accountId);
      return account === undefined ? [] : [{ key, account }];
    });
  }

  /** The account's keys that are neither revoked nor over. */
  active(accountId: string, now: Date): Promise<StoredKeyRow[]> {
    return readRows(this.#em, StoredKey, { accountId, revokedAt: null, expiresAt: { $gt: now } });
  }

  /** One row more than the page, newest first, revoked ones too. */
  page(accountId: string, first: number, after: KeyPlace | null): Promise<StoredKeyRow[]> {
    const place = after === null ? [] : [after.createdAt, after.id];
    return queryRows(
      this.#em,
      StoredKey,
      `select * from identity.api_keys where account_id = ? ${after === null ? '' : 'and (created_at, id) < (?, ?)'}
       order by created_at desc, id desc limit ?`,
      [accountId, ...place, first + 1],
    );
  }

  async has(accountId: string, id: string): Promise<boolean> {
    return (await readRows(this.#em, StoredKey, { accountId, id })).length === 1;
  }

  /** @returns whether it was not revoked before */
  async revoke(accountId: string, id: string, revokedAt: Date): Promise<boolean> {
    return (await this.#em.nativeUpdate(StoredKey, { accountId, id, revokedAt: null }, { revokedAt })) === 1;
  }

  /** Keeps when the key was last used, unless another has kept a use since `before`. */
  async touch(id: string, usedAt: Date, before: Date): Promise<void> {
    await this.#em.nativeUpdate(
      StoredKey,
      { id, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: before } }] },
      { lastUsedAt: usedAt },
    );
  }
}
