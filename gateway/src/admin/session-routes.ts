import { type AccountDesk, type Deed, type SessionOwner, type Sessions, shownSession } from '@manuel/issuer';
import { NotFound } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AdminDoor, deedOf, type Intent } from './admin-door.ts';

interface OfAccount {
  Params: { name: string };
}
interface OneSession {
  Params: { name: string; id: string };
}

/** An account's sessions: list, end one or all. */
export class SessionRoutes {
  readonly #door: AdminDoor;
  readonly #accounts: AccountDesk;
  readonly #sessions: Sessions;

  constructor(door: AdminDoor, accounts: AccountDesk, sessions: Sessions) {
    this.#door = door;
    this.#accounts = accounts;
    this.#sessions = sessions;
  }

  addTo(admin: FastifyInstance): void {
    admin.get<OfAccount>('/accounts/:name/sessions', async (request) => {
      const owner = await this.#ownerOf(deedOf(request), request.params.name);
      return { sessions: (await this.#sessions.list(owner)).map(shownSession) };
    });
    admin.delete<OneSession>('/accounts/:name/sessions/:id', async (request, reply) => {
      const { name, id } = request.params;
      await this.#does(
        request,
        name,
        { action: 'session.revoke', target: `session:${id}` },
        async (owner) => {
          if (!(await this.#sessions.end(owner, id)))
            throw new NotFound(`The account "${name}" has no session ${id} that goes on.`);
        },
      );
      return reply.code(204).send();
    });
    admin.delete<OfAccount>('/accounts/:name/sessions', async (request) => {
      const { name } = request.params;
      const intent = { action: 'session.revoke-all', target: `account:${name}` };
      return { ended: await this.#does(request, name, intent, (owner) => this.#sessions.endAll(owner)) };
    });
  }

  #does<T>(
    request: FastifyRequest,
    account: string,
    intent: Intent,
    end: (owner: SessionOwner) => Promise<T>,
  ): Promise<T> {
    return this.#door.does(request, intent, async (deed) => {
      const ended = await end(await this.#ownerOf(deed, account));
      await this.#door.noteDone(deed, intent);
      return ended;
    });
  }

  /** @throws NotFound when there is no such account in the admin's workspace */
  async #ownerOf({ caller: { workspace } }: Deed, account: string): Promise<SessionOwner> {
    await this.#accounts.one(workspace, account);
    return { workspace, account };
  }
}
