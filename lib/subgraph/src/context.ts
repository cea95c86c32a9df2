import type { Caller, Origin } from '@manuel/identity';
import { type Logger, NotAuthenticated } from '@manuel/service';

/** What every subgraph knows of a request before its own context is made. */
export interface RequestContext {
  readonly origin: Origin;
  /** A child logger that carries the request id. */
  readonly log: Logger;
  /** Aborted with `ClientGone` when nobody waits for the answer any more; undefined where somebody always does. */
  readonly signal: AbortSignal | undefined;
}

/**
 * The caller of a request that a rule has let in.
 * @throws NotAuthenticated when a process calls for itself where a caller is needed
 */
export function callerOf({ origin }: RequestContext): Caller {
  if (origin.caller === null) throw new NotAuthenticated('This needs a caller.');
  return origin.caller;
}
