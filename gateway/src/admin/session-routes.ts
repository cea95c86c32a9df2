import type { AccountDesk, Deed } from '@manuel/issuer';
import type { FastifyInstance } from 'fastify';
import { type AdminDoor, deedOf } from './admin-door.ts';

interface OfAccount {
  Params: { name: string };
}
interface OneSession {
  Params: { name: string; id: string };
}

/** One sign-in that lasts. */
export interface Session {
  readonly id: string;
}

/** The sessions of accounts, as admins see and end them; the workspace has been looked at before. */
export interface SessionDesk {
  list(account: string): Promise<readonly Session[]>;
  /** @throws NotFound when the account has no such session */
  revoke(deed: Deed, account: string, id: string): Promise<void>;
  /** @returns how many there were */
  revokeAll(deed: Deed, account: string): Promise<number>;
}

/** An account's sessions: list, revoke one or all. */
export function addSessionRoutes(
  admin: FastifyInstance,
  door: AdminDoor,
  accounts: AccountDesk,
  sessions: SessionDesk,
): void {
  admin.get<OfAccount>('/accounts/:name/sessions', async (request) => {
    const { name } = await accounts.one(deedOf(request).caller.workspace, request.params.name);
    return { sessions: await sessions.list(name) };
  });
  admin.delete<OneSession>('/accounts/:name/sessions/:id', async (request, reply) => {
    const { name, id } = request.params;
    const intent = { action: 'session.revoke', target: `session:${id}` };
    await door.does(request, intent, async (deed) => {
      await accounts.one(deed.caller.workspace, name);
      await sessions.revoke(deed, name, id);
    });
    return reply.code(204).send();
  });
  admin.delete<OfAccount>('/accounts/:name/sessions', async (request) => {
    const { name } = request.params;
    const intent = { action: 'session.revoke', target: `account:${name}` };
    const revoked = await door.does(request, intent, async (deed) => {
      await accounts.one(deed.caller.workspace, name);
      return sessions.revokeAll(deed, name);
    });
    return { revoked };
  });
}
