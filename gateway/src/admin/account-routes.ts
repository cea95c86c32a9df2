import { type AccountDesk, type AccountRow, isName } from '@manuel/issuer';
import type { FastifyInstance } from 'fastify';
import { type AdminDoor, deedOf } from './admin-door.ts';
import { bodyOf, NewAccount, NewRoles, pageIn } from './bodies.ts';
import { byName, listing } from './listing.ts';

interface Named {
  Params: { name: string };
}

/** Accounts: list, make, change roles, disable and enable, give another password. */
export function addAccountRoutes(admin: FastifyInstance, door: AdminDoor, desk: AccountDesk): void {
  admin.get('/accounts', async (request) => {
    const page = pageIn(byName, request.query);
    const rows = await desk.page(deedOf(request).caller.workspace, page.first, page.after);
    const { items: accounts, pageInfo } = listing(byName, rows, page, shownAccount);
    return { accounts, pageInfo };
  });
  admin.post('/accounts', async (request, reply) => {
    const intent = { action: 'account.create', target: targetIn(request.body) };
    const made = await door.does(request, intent, (deed) => {
      const { name, roles } = bodyOf(NewAccount, request.body);
      return desk.add(deed, name, roles);
    });
    return reply.code(201).send({ account: shownAccount(made.account), password: made.password });
  });
  admin.put<Named>('/accounts/:name/roles', async (request) => {
    const { name } = request.params;
    const changed = await door.does(
      request,
      { action: 'account.set-roles', target: targetOf(name) },
      (deed) => desk.setRoles(deed, name, bodyOf(NewRoles, request.body).roles),
    );
    return { account: shownAccount(changed) };
  });
  for (const verb of ['disable', 'enable'] as const) {
    admin.post<Named>(`/accounts/:name/${verb}`, async (request) => {
      const { name } = request.params;
      const intent = { action: `account.${verb}`, target: targetOf(name) };
      return { account: shownAccount(await door.does(request, intent, (deed) => desk[verb](deed, name))) };
    });
  }
  admin.post<Named>('/accounts/:name/reset-password', async (request) => {
    const { name } = request.params;
    const intent = { action: 'account.reset-password', target: targetOf(name) };
    const { account, password } = await door.does(request, intent, (deed) => desk.resetPassword(deed, name));
    return { account: shownAccount(account), password };
  });
}

/** What an admin sees of an account. */
function shownAccount({ name, roles, createdAt, passwordChangedAt, disabledAt }: AccountRow) {
  return { name, roles, createdAt, passwordChangedAt, disabledAt };
}

function targetOf(name: string): string {
  return `account:${name}`;
}

/** The name in a body that nobody has checked yet. */
function targetIn(body: unknown): string | undefined {
  const name = nameIn(body);
  return name === undefined ? undefined : targetOf(name);
}

/** @returns undefined where it is none, which could be anything */
export function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('name' in body)) return undefined;
  return typeof body.name === 'string' && isName(body.name) ? body.name : undefined;
}
