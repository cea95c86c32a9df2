import type { Database } from '@manuel/database';
import type { Role } from '@manuel/identity';
import { Conflict, NotFound, newId } from '@manuel/service';
import { ensureMayGrant, scopesOf } from '../grants.ts';
import type { Note } from '../note.ts';
import {
  ServiceAccountRepository,
  type ServiceAccountRow,
} from '../repositories/service-account-repository.ts';
import type { Deed } from './deed.ts';

/** The service accounts of a workspace, as its admins see and change them. Every deed is noted before it is committed. */
export class ServiceAccountDesk {
  readonly #database: Database;
  readonly #note: Note;

  constructor(database: Database, note: Note) {
    this.#database = database;
    this.#note = note;
  }

  /** One more than the page, by name. @param after the last name of the page before */
  page(workspace: string, first: number, after: string | null): Promise<ServiceAccountRow[]> {
    return new ServiceAccountRepository(this.#database.fork()).page(workspace, first, after);
  }

  /**
   * @throws Conflict when the name is taken
   * @throws NotAllowed when the roles bring more than whoever makes it has
   */
  async add(deed: Deed, name: string, roles: readonly Role[]): Promise<ServiceAccountRow> {
    const { id: createdBy, workspace } = deed.caller;
    ensureMayGrant(deed.caller, scopesOf(roles));
    const account = {
      ...{ id: newId(), workspace, name, roles: [...roles] },
      ...{ createdBy, createdAt: new Date(), disabledAt: null },
    };
    await this.#database.transaction(async (em) => {
      if (!(await new ServiceAccountRepository(em).add(account)))
        throw new Conflict(`There is a service account "${name}" already: choose another name.`);
      await this.#noteDone(deed, 'service-account.create', name);
    });
    return account;
  }

  /** From then on, its keys are refused; within seconds by every gateway. @throws NotFound */
  disable(deed: Deed, name: string): Promise<ServiceAccountRow> {
    return this.#setDisabled(deed, name, new Date());
  }

  /** Has its keys taken again, as far as they are neither revoked nor over. @throws NotFound */
  enable(deed: Deed, name: string): Promise<ServiceAccountRow> {
    return this.#setDisabled(deed, name, null);
  }

  #setDisabled(deed: Deed, name: string, disabledAt: Date | null): Promise<ServiceAccountRow> {
    return this.#database.transaction(async (em) => {
      const accounts = new ServiceAccountRepository(em);
      const account = await accounts.lock(deed.caller.workspace, name);
      if (account === null) throw noServiceAccount(name);
      if ((account.disabledAt === null) === (disabledAt === null)) return account;
      await accounts.setDisabled(account.id, disabledAt);
      await this.#noteDone(
        deed,
        disabledAt === null ? 'service-account.enable' : 'service-account.disable',
        name,
      );
      return { ...account, disabledAt };
    });
  }

  #noteDone(deed: Deed, action: string, name: string): Promise<void> {
    return this.#note({ ...deed, action, target: `service-account:${name}`, outcome: 'DONE' });
  }
}

/** @param name as it was asked for */
export function noServiceAccount(name: string): NotFound {
  return new NotFound(`There is no service account "${name}" in this workspace.`);
}
