import { type Caller, mayUse, type Scope } from '@manuel/identity';
import type { Note } from '@manuel/issuer';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import type { FastifyRequest } from 'fastify';
import { type Identify, keyBehind } from './pipeline/identification.ts';

export interface ScopedDoorOptions {
  readonly identify: Identify;
  /** Keeps an audit entry of everybody who is refused. */
  readonly note: Note;
  readonly scope: Scope;
  /** What is behind it, as the entry names it. */
  readonly target: string;
}

/** Lets callers with one scope to routes that are not GraphQL. */
export class ScopedDoor {
  readonly #options: ScopedDoorOptions;

  constructor(options: ScopedDoorOptions) {
    this.#options = options;
  }

  /** Who asks, from the request's headers. @throws NotAuthenticated @throws NotAllowed @throws Unavailable */
  async admit(request: FastifyRequest): Promise<Caller> {
    const { identify, note, scope, target } = this.#options;
    const { id: requestId, ip: address, headers, leaving: signal } = request;
    let caller: Caller | null = null;
    try {
      ({ caller } = await identify({ requestId, address, signal }, headers));
      if (caller === null) throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
      if (!mayUse(caller, scope)) throw new NotAllowed(`This needs the scope ${scope}.`);
      return caller;
    } catch (error) {
      if (!(error instanceof NotAuthenticated || error instanceof NotAllowed)) throw error;
      const who = error instanceof NotAuthenticated ? keyBehind(error).caller : caller;
      const refused = { action: 'request.refuse', target, outcome: 'REFUSED' } as const;
      await note({ caller: who, requestId, ...refused, code: error.code });
      throw error;
    }
  }
}
