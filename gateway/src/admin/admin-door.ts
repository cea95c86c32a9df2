import { mayUse } from '@manuel/identity';
import type { Deed, Note, NotedEvent } from '@manuel/issuer';
import { isAway, NotAllowed, NotAuthenticated, ServiceError, Unavailable } from '@manuel/service';
import type { FastifyRequest } from 'fastify';
import { KeyRefused } from '../pipeline/api-keys.ts';
import type { Identify } from '../pipeline/identification.ts';

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
  readonly #identify: Identify;
  readonly #note: Note;

  constructor(identify: Identify, note: Note) {
    this.#identify = identify;
    this.#note = note;
  }

  /** Tells who administers, from the request's headers. @throws NotAuthenticated @throws NotAllowed @throws Unavailable */
  async admit(request: FastifyRequest): Promise<void> {
    const { id: requestId, ip: address, headers, leaving: signal } = request;
    let caller = null;
    try {
      ({ caller } = await this.#identify({ requestId, address, signal }, headers));
      if (caller === null) throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
      if (!mayUse(caller, 'accounts:manage')) throw new NotAllowed('This needs the scope accounts:manage.');
    } catch (error) {
      if (!(error instanceof NotAuthenticated || error instanceof NotAllowed)) throw error;
      const who = error instanceof KeyRefused ? error.caller : caller;
      const refused = { action: 'request.refuse', target: 'admin', outcome: 'REFUSED' } as const;
      await this.#note({ caller: who, requestId, ...refused, code: error.code });
      throw error;
    }
    request.deed = { caller, requestId };
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
