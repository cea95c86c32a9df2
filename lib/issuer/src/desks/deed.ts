import type { Caller } from '@manuel/identity';

/** Who has something done here, and in which request. They act within their own workspace alone. */
export interface Deed {
  readonly caller: Caller;
  readonly requestId: string;
}
