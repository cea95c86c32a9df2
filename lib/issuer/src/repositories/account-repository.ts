import { readRows } from '@manuel/database';
import type { Role } from '@manuel/identity';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account, type AccountRow } from '../entities/account.ts';

export type { AccountRow } from '../entities/account.ts';

/** Accounts, read and changed. What an admin does goes through `within` a workspace. */
export class AccountRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** @returns false when the name is taken, in whichever workspace */
  async add(account: AccountRow): Promise<boolean> {
    const added = await this.#em
      .createQueryBuilder(Account)
      .insert({ ...account, roles: [...account.roles] })
      .onConflict('name')
      .ignore()
      .execute();
    return added.affectedRows === 1;
  }

  /** Whether nobody has an account yet, in whichever workspace. */
  async areNone(): Promise<boolean> {
    return (await readRows(this.#em, Account, {}, { limit: 1 })).length === 0;
  }

  /** For sign-in, which knows no workspace yet. */
  async byName(name: string): Promise<AccountRow | null> {
    return (await readRows(this.#em, Account, { name }))[0] ?? null;
  }

  async within(workspace: string, name: string): Promise<AccountRow | null> {
    return (await readRows(this.#em, Account, { workspace, name }))[0] ?? null;
  }

  /** One row more than the page, by name. @param after the last name of the page before */
  page(workspace: string, first: number, after: string | null): Promise<AccountRow[]> {
    const where = after === null ? { workspace } : { workspace, name: { $gt: after } };
    return readRows(this.#em, Account, where, { orderBy: { name: 'asc' }, limit: first + 1 });
  }

  /** @returns whether there is such an account in the workspace */
  setRoles(workspace: string, name: string, roles: readonly Role[]): Promise<boolean> {
    return this.#change(workspace, name, { roles: [...roles] });
  }

  /** @param disabledAt null to let it sign in again */
  setDisabled(workspace: string, name: string, disabledAt: Date | null): Promise<boolean> {
    return this.#change(workspace, name, { disabledAt });
  }

  setPassword(workspace: string, name: string, passwordHash: string): Promise<boolean> {
    return this.#change(workspace, name, { passwordHash, passwordChangedAt: new Date() });
  }

  /** Replaces a hash by one of the same password with today's parameters; not when the password changed meanwhile. */
  async rehash(name: string, from: string, to: string): Promise<void> {
    await this.#em.nativeUpdate(Account, { name, passwordHash: from }, { passwordHash: to });
  }

  async #change(workspace: string, name: string, changes: Partial<AccountRow>): Promise<boolean> {
    return (await this.#em.nativeUpdate(Account, { workspace, name }, changes)) === 1;
  }
}
