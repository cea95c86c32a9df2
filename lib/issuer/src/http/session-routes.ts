import type { Caller } from '@manuel/identity';
import { NotFound } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Note } from '../note.ts';
import type { SessionRow } from '../repositories/session-repository.ts';
import type { Sessions } from '../sessions.ts';

export interface SessionRoutesOptions {
  readonly mount: string;
  readonly sessions: Sessions;
  readonly note: Note;
  /** Who asks. @throws NotAuthenticated */
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>;
}

const Params = z.object({ id: z.string() });

/** One's own sign-ins: `GET /sessions`, `DELETE /sessions/<id>` and `DELETE /sessions` for all of them. */
export async function sessionRoutes(scope: FastifyInstance, options: SessionRoutesOptions): Promise<void> {
  const { mount, sessions, callerOf, note } = options;
  const ownerOf = ({ id, workspace }: Caller) => ({ workspace, account: id });
  scope.get(`${mount}/sessions`, async (request) => {
    const own = await sessions.list(ownerOf(await callerOf(request)));
    return { sessions: own.map(shown) };
  });
  scope.delete(`${mount}/sessions/:id`, async (request, reply) => {
    const caller = await callerOf(request);
    const { id } = Params.parse(request.params);
    if (!(await sessions.end(ownerOf(caller), id)))
      throw new NotFound('There is no such session, or it is over already.');
    const target = `session:${id}`;
    await note({ caller, requestId: request.id, action: 'session.revoke', target, outcome: 'DONE' });
    return reply.code(204).send();
  });
  scope.delete(`${mount}/sessions`, async (request) => {
    const caller = await callerOf(request);
    const ended = await sessions.endAll(ownerOf(caller));
    const target = `account:${caller.id}`;
    await note({ caller, requestId: request.id, action: 'session.revoke-all', target, outcome: 'DONE' });
    return { ended };
  });
}

/** A session as people see it; times are ISO 8601. */
export function shown({ id, client, createdAt, usedAt, expiresAt }: SessionRow) {
  return {
    ...{ id, client, createdAt: createdAt.toISOString() },
    ...{ usedAt: usedAt.toISOString(), expiresAt: expiresAt.toISOString() },
  };
}
