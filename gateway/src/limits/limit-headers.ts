import { type Item, serializeList } from 'structured-headers';
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
  const policies = applied.map(({ name, rate }) => item(name, { q: rate.limit, w: rate.duration }));
  const limits = applied.map(({ name, standing }) =>
    item(name, { r: standing.remaining, t: secondsOf(standing.msUntilReset) }),
  );
  return { 'ratelimit-policy': serializeList(policies), ratelimit: serializeList(limits) };
}

/** Whole seconds, at least one, after which waiting was long enough. */
export function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

function item(name: string, parameters: Record<string, number>): Item {
  return [name, new Map(Object.entries(parameters))];
}
