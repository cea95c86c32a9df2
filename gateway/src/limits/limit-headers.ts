import type { Standing } from './counters.ts';
import type { Rate } from './field-rates.ts';

/** One limit that applied to a request, and where it leaves its caller. */
export interface Applied {
  /** `caller`, `credentials` or a coordinate. */
  readonly name: string;
  readonly rate: Rate;
  /** How often the request asks it. */
  readonly times: number;
  readonly standing: Standing;
}

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-11 has them: each limit that applied,
 * with its quota and window in seconds, and with what is left and the seconds until it starts anew.
 */
export function rateLimitHeaders(applied: readonly Applied[]): Record<string, string> {
  // Structured fields (RFC 9651) by hand, as each answer has them: a name is one of GraphQL's, which needs no escape.
  const policies = applied.map(({ name, rate }) => `"${name}";q=${rate.limit};w=${rate.duration}`);
  const limits = applied.map(
    ({ name, standing }) => `"${name}";r=${standing.remaining};t=${secondsOf(standing.msUntilReset)}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: limits.join(', ') };
}

/** Whole seconds, at least one, after which waiting was long enough. */
export function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
