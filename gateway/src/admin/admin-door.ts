import type { Deed, Note, NotedEvent } from '@manuel/issuer';
import { isAway, ServiceError, Unavailable } from '@manuel/service';
import type { FastifyRequest } from 'fastify';
import type { Identify } from '../pipeline/identification.ts';
import { ScopedDoor } from '../scoped-door.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who administers, of requests below /admin; null until it is known. */
    deed: Deed | null;
  }
}

/** What is to be done, as its record names it. */
export interface Intent {
  /** A noun and a verb, such as api-key.revoke. */
  readonly action: string;
  /** Such as api-key:0aZ9bY8c; undefined where it has no name yet. */
  readonly target?: string | undefined;
}

/** Lets in whoever may manage accounts, and keeps a record of everybody who was refused something here. */
export class AdminDoor {
  readonly #door: ScopedDoor;
  readonly #note: Note;

  constructor(identify: Identify, note: Note) {
    this.#door = new ScopedDoor({ identify, note, scope: 'accounts:manage', target: 'admin' });
    this.#note = note;
  }

  /** Tells who administers, from the request's headers. @throws NotAuthenticated @throws NotAllowed @throws Unavailable */
  async admit(request: FastifyRequest): Promise<void> {
    request.deed = { caller: await this.#door.admit(request), requestId: request.id };
  }

  /** Does what an admin asks for; that it was done is noted by who does it, and that it was not, here. */
  async does<T>(request: FastifyRequest, intent: Intent, work: (deed: Deed) => Promise<T>): Promise<T> {
    const deed = deedOf(request);
    try {
      return await work(deed);
    } catch (cause) {
      const error = failureOf(cause);
      const isRefused = error instanceof ServiceError && error.httpStatus < 500;
      const code = error instanceof ServiceError ? error.code : 'INTERNAL_SERVER_ERROR';
      await this.#note({ ...deed, ...recordOf(intent), outcome: isRefused ? 'REFUSED' : 'FAILED', code });
      throw error;
    }
  }

  /** For what is done by somebody who notes nothing. */
  noteDone(deed: Deed, intent: Intent): Promise<void> {
    return this.#note({ ...deed, ...recordOf(intent), outcome: 'DONE' });
  }
}

/** The failure that is told: what PostgreSQL's driver says when it finds nobody is for the log alone. */
export function failureOf(error: unknown): unknown {
  if (!isAway(error)) return error;
  return new Unavailable('Accounts and keys cannot be reached now: try again in a moment.', { cause: error });
}

function recordOf({ action, target }: Intent): Pick<NotedEvent, 'action' | 'target'> {
  return { action, ...(target !== undefined && { target }) };
}

/** Who administers, of a request that was let in. */
export function deedOf({ deed }: FastifyRequest): Deed {
  if (deed === null) throw new Error('The request was not admitted.');
  return deed;
}
