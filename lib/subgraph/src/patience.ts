import { codeOf } from '@manuel/service';

/** How long a subgraph that was there may be away, as it is while it is replaced, before calls of it fail at once. */
const PATIENCE_MS = 15_000;

/** What Node and undici say of a connection that ended under a call. */
const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** How often a call may be sent on connections that are then lost: more often means that the call is what ends them. */
const LOSSES = 2;

/** A call that is under way. */
export interface PatientCall {
  /** Whether it changes nothing, so that it may be run twice. */
  readonly isQuery: boolean;
  /** How often its connection was lost; 0 at its start. */
  losses: number;
}

/**
 * Which calls of one subgraph are sent again, so that its restart costs no request. What never left this process is
 * sent again while the subgraph may be restarting. What may have arrived is sent again when it is a query: nobody
 * knows how far a mutation got.
 */
export class Patience {
  /** The time between two tries. By then, the other connections that ended with the lost one are known to have. */
  static readonly PAUSE_MS = 50;
  readonly #milliseconds: number;
  #wasThere = false;
  #awaySince: number | undefined;

  /** @param milliseconds how long a subgraph that was there may be away before calls of it fail at once */
  constructor(milliseconds: number = PATIENCE_MS) {
    this.#milliseconds = milliseconds;
  }

  /** To be told of each answer. */
  answered(): void {
    this.#wasThere = true;
    this.#awaySince = undefined;
  }

  /** Whether a call that failed is to be sent again after a pause. @param error as Node or undici tells it */
  allowsAgain(call: PatientCall, error: unknown): boolean {
    if (!isOfConnecting(error)) {
      call.losses += 1;
      return call.isQuery && call.losses < LOSSES && LOST.has(codeOf(error) ?? '');
    }
    const now = performance.now();
    this.#awaySince ??= now;
    // Nobody waits for one that has not been seen yet: it may be set up wrong.
    return this.#wasThere && now - this.#awaySince < this.#milliseconds;
  }
}

/** Whether there was no connection, so that nothing was sent. */
function isOfConnecting(error: unknown): boolean {
  // Node tries all addresses of a name, and tells of each.
  if (error instanceof AggregateError) return error.errors.every(isOfConnecting);
  if (!(error instanceof Error)) return false;
  const call = 'syscall' in error ? error.syscall : undefined;
  return call === 'connect' || call === 'getaddrinfo' || codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT';
}
