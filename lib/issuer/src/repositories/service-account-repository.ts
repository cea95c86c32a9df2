import { queryRows, readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ServiceAccount, type ServiceAccountRow } from '../entities/service-account.ts';

export type { ServiceAccountRow } from '../entities/service-account.ts';

/** Service accounts; every read is within one workspace. */
export class ServiceAccountRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** @returns false when the workspace has one of that name */
  async add(account: ServiceAccountRow): Promise<boolean> {
    const insert = this.#em.createQueryBuilder(ServiceAccount).insert({ ...account });
    return (await insert.onConflict(['workspace', 'name']).ignore().execute()).affectedRows === 1;
  }

  async within(workspace: string, name: string): Promise<ServiceAccountRow | null> {
    return (await readRows(this.#em, ServiceAccount, { workspace, name }))[0] ?? null;
  }

  /** The account, locked until the transaction ends. */
  async lock(workspace: string, name: string): Promise<ServiceAccountRow | null> {
    const sql = 'select * from identity.service_accounts where workspace = ? and name = ? for update';
    return (await queryRows(this.#em, ServiceAccount, sql, [workspace, name]))[0] ?? null;
  }

  /** One row more than the page, by name. @param after the last name of the page before */
  page(workspace: string, first: number, after: string | null): Promise<ServiceAccountRow[]> {
    const where = after === null ? { workspace } : { workspace, name: { $gt: after } };
    return readRows(this.#em, ServiceAccount, where, { orderBy: { name: 'asc' }, limit: first + 1 });
  }

  /** @param disabledAt null to have its keys taken again */
  async setDisabled(id: string, disabledAt: Date | null): Promise<void> {
    await this.#em.nativeUpdate(ServiceAccount, { id }, { disabledAt });
  }
}
