import { callerIdOf, type ServiceAccountDesk, type ServiceAccountRow } from '@manuel/issuer';
import type { FastifyInstance } from 'fastify';
import { nameIn } from './account-routes.ts';
import { type AdminDoor, deedOf } from './admin-door.ts';
import { bodyOf, NewAccount, pageIn } from './bodies.ts';
import { byName, listing } from './listing.ts';

/** Service accounts: list, make, disable and enable. */
export function addServiceAccountRoutes(
  admin: FastifyInstance,
  door: AdminDoor,
  desk: ServiceAccountDesk,
): void {
  admin.get('/service-accounts', async (request) => {
    const page = pageIn(byName, request.query);
    const rows = await desk.page(deedOf(request).caller.workspace, page.first, page.after);
    const { items: serviceAccounts, pageInfo } = listing(byName, rows, page, shownServiceAccount);
    return { serviceAccounts, pageInfo };
  });
  admin.post('/service-accounts', async (request, reply) => {
    const given = nameIn(request.body);
    const target = given === undefined ? undefined : `service-account:${given}`;
    const made = await door.does(request, { action: 'service-account.create', target }, (deed) => {
      const { name, roles } = bodyOf(NewAccount, request.body);
      return desk.add(deed, name, roles);
    });
    return reply.code(201).send({ serviceAccount: shownServiceAccount(made) });
  });
  for (const verb of ['disable', 'enable'] as const) {
    admin.post<{ Params: { name: string } }>(`/service-accounts/:name/${verb}`, async (request) => {
      const { name } = request.params;
      const intent = { action: `service-account.${verb}`, target: `service-account:${name}` };
      const changed = await door.does(request, intent, (deed) => desk[verb](deed, name));
      return { serviceAccount: shownServiceAccount(changed) };
    });
  }
}

/** What an admin sees of a service account. */
function shownServiceAccount({ name, roles, createdBy, createdAt, disabledAt }: ServiceAccountRow) {
  return { name, callerId: callerIdOf(name), roles, createdBy, createdAt, disabledAt };
}
