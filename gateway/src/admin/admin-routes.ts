import type { AccountDesk, KeyDesk, Note, ServiceAccountDesk, Sessions } from '@manuel/issuer';
import { NotFound } from '@manuel/service';
import type { FastifyPluginAsync } from 'fastify';
import type { Identify } from '../pipeline/identification.ts';
import { addAccountRoutes } from './account-routes.ts';
import { AdminDoor, failureOf } from './admin-door.ts';
import { addKeyRoutes } from './key-routes.ts';
import { addServiceAccountRoutes } from './service-account-routes.ts';
import { SessionRoutes } from './session-routes.ts';

/** What names and ids in paths are made of. */
const NAME = /^[\w.@-]+$/;

export interface AdminRoutesOptions {
  readonly identify: Identify;
  /** Keeps the record of what is refused here; what is done is noted by the desks. */
  readonly note: Note;
  readonly accounts: AccountDesk;
  readonly sessions: Sessions;
  readonly serviceAccounts: ServiceAccountDesk;
  readonly keys: KeyDesk;
}

/**
 * The admin surface: JSON over HTTP below `/admin`, for callers with the scope `accounts:manage`, each within their own
 * workspace. Failures have the shape that all of the gateway's have, as its error handler gives it.
 */
export function adminRoutes(options: AdminRoutesOptions): FastifyPluginAsync {
  const door = new AdminDoor(options.identify, options.note);
  return async (server) => {
    server.decorateRequest('deed', null);
    // What is thrown here goes on to the gateway's own handler.
    server.setErrorHandler((error) => {
      throw failureOf(error);
    });
    server.addHook('onRequest', async (request, reply) => {
      // Some answers hold what may be seen only once.
      reply.header('cache-control', 'no-store');
      await door.admit(request);
    });
    server.addHook('preHandler', async ({ params }) => {
      // No row has another name or id, and PostgreSQL takes not every text.
      const named = Object.values(Object(params)).every((value) => NAME.test(String(value)));
      if (!named) throw new NotFound('There is nothing of this name in this workspace.');
    });
    await server.register(
      async (admin) => {
        addAccountRoutes(admin, door, options.accounts);
        new SessionRoutes(door, options.accounts, options.sessions).addTo(admin);
        addServiceAccountRoutes(admin, door, options.serviceAccounts);
        addKeyRoutes(admin, door, options.keys);
      },
      { prefix: '/admin' },
    );
  };
}
