import type { Database } from '@manuel/database';
import type { Role } from '@manuel/identity';
import { Conflict, NotFound } from '@manuel/service';
import { ensureMayGrant, scopesOf } from '../grants.ts';
import type { Note } from '../note.ts';
import { hashPassword, newPassword } from '../passwords.ts';
import { AccountRepository, type AccountRow } from '../repositories/account-repository.ts';
import type { Deed } from './deed.ts';

export interface AccountDeskOptions {
  readonly database: Database;
  readonly note: Note;
  /** Ends all sessions of an account, so that what it was given before is no longer taken. Safe to be done again. */
  readonly endSessions: (owner: { readonly workspace: string; readonly account: string }) => Promise<unknown>;
}

/** An account with the password that it has from now on, which can be told only now. */
export interface AccountWithPassword {
  readonly account: AccountRow;
  readonly password: string;
}

/** Changes a row, and tells what of it is different then. */
type Change = (accounts: AccountRepository, before: AccountRow) => Promise<Partial<AccountRow>>;

/**
 * The accounts of a workspace, as its admins see and change them. Every deed is noted before it is committed. What takes
 * something from an account ends its sessions, too: whoever holds a token of it signs in again and gets what is left.
 */
export class AccountDesk {
  readonly #options: AccountDeskOptions;

  constructor(options: AccountDeskOptions) {
    this.#options = options;
  }

  /** One more than the page, by name. @param after the last name of the page before */
  page(workspace: string, first: number, after: string | null): Promise<AccountRow[]> {
    return new AccountRepository(this.#options.database.fork()).page(workspace, first, after);
  }

  /** @throws NotFound */
  async one(workspace: string, name: string): Promise<AccountRow> {
    const account = await new AccountRepository(this.#options.database.fork()).within(workspace, name);
    if (account === null) throw noAccount(name);
    return account;
  }

  /**
   * @throws Conflict when the name is taken
   * @throws NotAllowed when the roles bring more than whoever makes it has
   */
  async add(deed: Deed, name: string, roles: readonly Role[]): Promise<AccountWithPassword> {
    ensureMayGrant(deed.caller, scopesOf(roles));
    const password = newPassword();
    const now = new Date();
    const account = {
      ...{ name, workspace: deed.caller.workspace, roles: [...roles] },
      passwordHash: await hashPassword(password),
      ...{ createdAt: now, passwordChangedAt: now, disabledAt: null },
    };
    await this.#options.database.transaction(async (em) => {
      if (!(await new AccountRepository(em).add(account)))
        throw new Conflict(`The name "${name}" is taken: choose another.`);
      await this.#noteDone(deed, 'account.create', name);
    });
    return { account, password };
  }

  /**
   * @throws NotFound
   * @throws Conflict when admins would take from themselves what they need to undo it
   * @throws NotAllowed when the roles bring more than whoever gives them has
   */
  async setRoles(deed: Deed, name: string, roles: readonly Role[]): Promise<AccountRow> {
    ensureMayGrant(deed.caller, scopesOf(roles));
    if (!scopesOf(roles).includes('accounts:manage')) ensureNotSelf(deed, name);
    return this.#take(deed, name, 'account.set-roles', async (accounts, { workspace }) => {
      await accounts.setRoles(workspace, name, roles);
      return { roles: [...roles] };
    });
  }

  /** Nobody signs in to it any more. @throws NotFound @throws Conflict when admins would disable themselves */
  async disable(deed: Deed, name: string): Promise<AccountRow> {
    ensureNotSelf(deed, name);
    return this.#take(deed, name, 'account.disable', async (accounts, { workspace, disabledAt: before }) => {
      const disabledAt = before ?? new Date();
      await accounts.setDisabled(workspace, name, disabledAt);
      return { disabledAt };
    });
  }

  /** @throws NotFound */
  enable(deed: Deed, name: string): Promise<AccountRow> {
    return this.#change(deed, name, 'account.enable', async (accounts, { workspace }) => {
      await accounts.setDisabled(workspace, name, null);
      return { disabledAt: null };
    });
  }

  /**
   * Gives it another password, which nobody knows before.
   * @throws NotFound
   * @throws NotAllowed when the account may do more than whoever would have its password then
   */
  async resetPassword(deed: Deed, name: string): Promise<AccountWithPassword> {
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    const account = await this.#take(deed, name, 'account.reset-password', async (accounts, before) => {
      ensureMayGrant(deed.caller, scopesOf(before.roles));
      await accounts.setPassword(before.workspace, name, passwordHash);
      return { passwordHash, passwordChangedAt: new Date() };
    });
    return { account, password };
  }

  /** For what takes something from an account. Done again, it ends the sessions that it could not end before. */
  async #take(deed: Deed, name: string, action: string, change: Change): Promise<AccountRow> {
    const changed = await this.#change(deed, name, action, change);
    await this.#options.endSessions({ workspace: deed.caller.workspace, account: name });
    return changed;
  }

  #change(deed: Deed, name: string, action: string, change: Change): Promise<AccountRow> {
    return this.#options.database.transaction(async (em) => {
      const accounts = new AccountRepository(em);
      const before = await accounts.within(deed.caller.workspace, name);
      if (before === null) throw noAccount(name);
      const after = { ...before, ...(await change(accounts, before)) };
      await this.#noteDone(deed, action, name);
      return after;
    });
  }

  #noteDone(deed: Deed, action: string, name: string): Promise<void> {
    return this.#options.note({ ...deed, action, target: `account:${name}`, outcome: 'DONE' });
  }
}

function ensureNotSelf({ caller }: Deed, name: string): void {
  if (caller.id !== name) return;
  throw new Conflict('This would shut yourself out: have another admin do it.');
}

function noAccount(name: string): NotFound {
  return new NotFound(`There is no account "${name}" in this workspace.`);
}
