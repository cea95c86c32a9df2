import { ORIGIN_HEADER } from './origin.ts';
import { DIGEST_HEADER } from './signature/content-digest.ts';
import type { SignaturePolicy } from './signature/signature-policy.ts';

/** How long a request from process to process is good. */
export const ORIGIN_LIFETIME_SECONDS = 30;
const CLOCK_SKEW_SECONDS = 5;

/** What is covered of a request from process to process; names of hosts are not, as they change on the way. */
export const ORIGIN_COMPONENTS = ['@method', '@path', DIGEST_HEADER, 'content-type', ORIGIN_HEADER] as const;

/** What requests for one subgraph have to be signed like. */
export function originPolicy(subgraph: string): SignaturePolicy {
  return {
    covers: [ORIGIN_COMPONENTS],
    coversOfBody: [],
    longestSeconds: ORIGIN_LIFETIME_SECONDS,
    skewSeconds: CLOCK_SKEW_SECONDS,
    tag: audienceOf(subgraph),
    advice: 'call the gateway instead',
  };
}

/** The tag of signatures for one subgraph. */
export function audienceOf(subgraph: string): string {
  return `manuel-${subgraph}`;
}
