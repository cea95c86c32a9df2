import type { Caller } from '@manuel/identity';
import type { PartsFormat } from './deliver.ts';

/** What is known of a request when its headers have arrived. */
export interface Received {
  readonly requestId: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** It is known who asks; null is nobody. */
export interface Identified extends Received {
  readonly caller: Caller | null;
  /** How the client takes an answer in parts; undefined when it is to come as a whole. */
  readonly partsFormat?: PartsFormat;
}

/** The operation may be planned, and its caller is there unless it needs none. */
export interface Admitted extends Identified {
  /** The signed origin for each subgraph, made when it is first called. */
  readonly origins: Map<string, string>;
}
