import { isKeyId, type KeyDesk, type KeyPlace, type StoredKeyRow, shownPrefix } from '@manuel/issuer';
import type { Order } from '@manuel/subgraph';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type AdminDoor, deedOf } from './admin-door.ts';
import { bodyOf, NewKey, pageIn } from './bodies.ts';
import { listing } from './listing.ts';

interface OfAccount {
  Params: { name: string };
}
interface OneKey {
  Params: { name: string; id: string };
}

/** By when they were made; a cursor is JSON, so the time stands in it as text. */
const byTime: Order<StoredKeyRow, { readonly createdAt: string; readonly id: string }> = {
  keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
  key: z.object({ createdAt: z.iso.datetime(), id: z.string().refine(isKeyId) }),
};

/** A service account's keys: list, make, revoke. */
export function addKeyRoutes(admin: FastifyInstance, door: AdminDoor, desk: KeyDesk): void {
  admin.get<OfAccount>('/service-accounts/:name/keys', async (request) => {
    const page = pageIn(byTime, request.query);
    const { workspace } = deedOf(request).caller;
    const rows = await desk.page(workspace, request.params.name, page.first, placeOf(page.after));
    const { items: keys, pageInfo } = listing(byTime, rows, page, shownKey);
    return { keys, pageInfo };
  });
  admin.post<OfAccount>('/service-accounts/:name/keys', async (request, reply) => {
    const { name } = request.params;
    const intent = { action: 'api-key.create', target: `service-account:${name}` };
    const { key, apiKey, signingSecret } = await door.does(request, intent, (deed) => {
      const { scopes, days } = bodyOf(NewKey, request.body);
      return desk.add(deed, name, { scopes, days });
    });
    return reply.code(201).send({ key: shownKey(key), apiKey, signingSecret });
  });
  admin.delete<OneKey>('/service-accounts/:name/keys/:id', async (request, reply) => {
    const { name, id } = request.params;
    const intent = { action: 'api-key.revoke', target: `api-key:${id}` };
    await door.does(request, intent, (deed) => desk.revoke(deed, name, id));
    return reply.code(204).send();
  });
}

function placeOf(after: { readonly createdAt: string; readonly id: string } | null): KeyPlace | null {
  return after === null ? null : { createdAt: new Date(after.createdAt), id: after.id };
}

/** What an admin sees of a key: never its secret, nor what is kept of it. */
function shownKey({ id, scopes, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt }: StoredKeyRow) {
  return { id, prefix: shownPrefix(id), scopes, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt };
}
