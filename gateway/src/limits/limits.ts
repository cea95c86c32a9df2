import { auditMessage } from '@manuel/audit/client';
import { type Logger, NotAuthenticated } from '@manuel/service';
import { BoundedMap } from '../engine/bounded-map.ts';
import type { EntrySpool } from '../entries/entry-spool.ts';
import type { Identified, Received } from '../pipeline/stages.ts';
import { Counters } from './counters.ts';
import type { Rate } from './field-rates.ts';
import { LimitCounts } from './limit-counts.ts';
import { type Applied, rateLimitHeaders, secondsOf } from './limit-headers.ts';
import { addressKey, callerKey } from './limit-keys.ts';
import { RateLimited } from './rate-limited.ts';
import { RequestLimits } from './request-limits.ts';
import type { Charge } from './selected-rates.ts';

const WINDOW_SECONDS = 60;
/** Somebody who is over one limit again and again leaves one entry in such a time. */
const ENTRY_EVERY_MS = 60_000;
const MOST_KEYS = 10_000;

export interface LimitsOptions {
  /** What one caller may ask in a minute, and how many refused credentials are borne from one address; at least 1. */
  readonly perMinute: number;
  /** Where gateways count together; undefined where there is one. */
  readonly redisUrl: string | undefined;
  /** How long Redis is waited for, before a gateway counts by itself for a while; by default as long as caches wait. */
  readonly redisDeadlineMs?: number;
}

/** The options that settings make. @param perMinute 0 for no limits at all, those of fields included */
export function limitsFor(perMinute: number, redisUrl: string | undefined): LimitsOptions | undefined {
  return perMinute === 0 ? undefined : { perMinute, redisUrl };
}

/** Whose request it is, as far as limits go. */
export type Counted = Pick<Identified, 'caller' | 'credential' | 'address' | 'requestId'>;

/** How much callers may ask: each request as such, and each field that has a rate. */
export class Limits {
  /** How often each limit let a request through, and how often not. */
  readonly counts = new LimitCounts();
  readonly #callerRate: Rate;
  readonly #counters: Counters;
  readonly #spool: Pick<EntrySpool, 'add'>;
  /** Until when a key is over its limit, as `performance.now` counts. */
  readonly #over = new BoundedMap<string, number>(MOST_KEYS);
  /** When an entry was last left of a limit and a key. */
  readonly #told = new BoundedMap<string, number>(MOST_KEYS);

  /** Connects to Redis in the background. */
  constructor(
    { perMinute, redisUrl, redisDeadlineMs }: LimitsOptions,
    spool: Pick<EntrySpool, 'add'>,
    log: Logger,
  ) {
    this.#callerRate = { limit: perMinute, duration: WINDOW_SECONDS };
    this.#counters = new Counters(redisUrl, log, redisDeadlineMs);
    this.#spool = spool;
  }

  /** Whether Redis is there; undefined where there is none. */
  get probe(): (() => Promise<void>) | undefined {
    return this.#counters.probe;
  }

  /** Resolves when Redis was reached for the first time, or in vain: from then on gateways count together. */
  opened(): Promise<void> {
    return this.#counters.opened();
  }

  /** The limits of one request, of which nothing has been counted yet. */
  begin(counted: Counted): RequestLimits {
    return new RequestLimits(this, counted);
  }

  /**
   * Counts credentials that are refused, by address. An address with too many of them is refused before anybody looks
   * at what it shows: until then each guess would be told from a right one.
   * @param identify reads the credential that the request shows
   * @throws RateLimited
   * @throws what `identify` throws
   */
  async guardCredential<T>(received: Received, identify: () => Promise<T>): Promise<T> {
    const key = `credentials:${addressKey(received.address)}`;
    this.#refuseKnown(key, 'credentials');
    try {
      return await identify();
    } catch (error) {
      if (!(error instanceof NotAuthenticated)) throw error;
      const standing = await this.#counters.count(key, this.#callerRate, 1);
      const applied = { name: 'credentials', rate: this.#callerRate, times: 1, standing };
      const counted = { ...received, caller: null, credential: { kind: 'none' as const } };
      await this.#judge(counted, key, [applied]);
      throw error;
    }
  }

  /**
   * Counts a request and the fields with a rate that it asks. Nothing is given back when one of its limits is over.
   * @throws RateLimited
   */
  async count(counted: Counted, charges: readonly Charge[]): Promise<readonly Applied[]> {
    const key = callerKey(counted);
    const applied = await Promise.all([
      this.#applied('caller', key, this.#callerRate, 1),
      ...charges.map(({ coordinate, rate, times }) => this.#applied(coordinate, key, rate, times)),
    ]);
    await this.#judge(counted, key, applied);
    return applied;
  }

  /** Refuses whoever is known to have used up what one may ask, without counting it. @throws RateLimited */
  refuseKnown(counted: Counted): void {
    this.#refuseKnown(callerKey(counted), 'caller');
  }

  async stop(): Promise<void> {
    this.#counters.close();
  }

  async #applied(name: string, key: string, rate: Rate, times: number): Promise<Applied> {
    const counter = name === 'caller' ? key : `${name}:${key}`;
    return { name, rate, times, standing: await this.#counters.count(counter, rate, times) };
  }

  async #judge(counted: Counted, key: string, applied: readonly Applied[]): Promise<void> {
    for (const { name, standing } of applied) this.counts.note(name, !standing.isOver);
    const [worst] = applied
      .filter(({ standing }) => standing.isOver)
      .sort((one, other) => other.standing.msUntilReset - one.standing.msUntilReset);
    if (worst === undefined) return;
    const [first] = applied;
    if (first?.standing.isOver) this.#over.set(key, performance.now() + first.standing.msUntilReset);
    await this.#leaveEntry(counted, key, worst.name);
    throw refusal(worst, applied);
  }

  #refuseKnown(key: string, name: string): void {
    const until = this.#over.get(key);
    const msUntilReset = until === undefined ? 0 : until - performance.now();
    if (msUntilReset <= 0) return;
    this.counts.note(name, false);
    const standing = { isOver: true, remaining: 0, msUntilReset };
    const applied = { name, rate: this.#callerRate, times: 1, standing };
    throw refusal(applied, [applied]);
  }

  async #leaveEntry({ caller, requestId }: Counted, key: string, name: string): Promise<void> {
    const told = `${name} ${key}`;
    const now = performance.now();
    const last = this.#told.get(told);
    if (last !== undefined && now - last < ENTRY_EVERY_MS) return;
    this.#told.set(told, now);
    const refused = { action: 'request.refuse', outcome: 'REFUSED', code: 'RATE_LIMITED' } as const;
    await this.#spool.add(auditMessage({ caller, requestId, target: `limit:${name}`, ...refused }));
  }
}

function refusal(worst: Applied, applied: readonly Applied[]): RateLimited {
  const { name, standing } = worst;
  const retryAfterSeconds = secondsOf(standing.msUntilReset);
  const headers = { 'retry-after': String(retryAfterSeconds), ...rateLimitHeaders(applied) };
  // Of all names, those of fields alone have a dot.
  const coordinate = name.includes('.') ? name : undefined;
  return new RateLimited(sentenceOf(worst, retryAfterSeconds), { retryAfterSeconds, coordinate, headers });
}

function sentenceOf({ name, rate, times }: Applied, retryAfterSeconds: number): string {
  const what = SENTENCES.get(name) ?? `${name} may be asked`;
  const allowed = `${what} ${rate.limit} times in ${rate.duration} seconds`;
  if (times > rate.limit) return `${allowed}, and this operation asks it ${times} times: ask for less.`;
  return `${allowed}: try again in ${retryAfterSeconds} seconds.`;
}

const SENTENCES = new Map([
  ['caller', 'One caller may send requests'],
  ['credentials', 'Credentials that are refused may be sent from one address'],
]);
