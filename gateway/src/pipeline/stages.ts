import type { Caller, Origin } from '@manuel/identity';
import type { Withdrawal } from '../authorization/authorizer.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { PartsFormat } from './deliver.ts';

/** What is known of a request when its headers have arrived. */
export interface Received {
  readonly requestId: string;
  /** Where the request comes from: an IPv4 or IPv6 address. */
  readonly address: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What a caller showed: an access token, an API key, or a request signed with a key. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token' }
  /** @property id of the key, which is no secret */
  | { readonly kind: 'api-key' | 'signature'; readonly id: string };

/** It is known who asks; null is nobody. */
export interface Identified extends Received {
  readonly caller: Caller | null;
  readonly credential: Credential;
  /** How the client takes an answer in parts; undefined when it is to come as a whole. */
  readonly partsFormat?: PartsFormat;
  /** Undefined where nobody is limited. */
  readonly limits?: RequestLimits;
}

/** The operation may be planned, and its caller is there unless it needs none. */
export interface Admitted extends Identified {
  /** On whose behalf subgraphs are called. */
  readonly origin: Origin;
  /** What is withheld from the caller; null when that is nothing. */
  readonly withdrawal: Withdrawal | null;
}
