import type { Logger } from '@manuel/service';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from './field-rates.ts';
import { type Asked, type Count, PREFIX, RedisCounts } from './redis-counts.ts';

/** Where somebody stands after something was counted. */
export interface Standing {
  readonly isOver: boolean;
  /** How often it may still be done. */
  readonly remaining: number;
  /** Until all of it may be done again. */
  readonly msUntilReset: number;
}

type Limiter = RateLimiterRedis | RateLimiterMemory;

/**
 * Counts in Redis what several gateways have counted, exactly. While Redis is away, and where there is none, each
 * gateway counts in its memory, with the same limits, and goes on from what Redis told it last.
 */
export class Counters {
  readonly #redis: RedisCounts | undefined;
  readonly #limiters = new Map<string, Limiter>();

  /**
   * Connects in the background.
   * @param redisUrl undefined for memory alone
   * @param deadlineMs how long Redis is waited for
   */
  constructor(redisUrl: string | undefined, log: Logger, deadlineMs?: number) {
    this.#redis = redisUrl === undefined ? undefined : new RedisCounts(redisUrl, log, deadlineMs);
  }

  /** Whether Redis is there; undefined where there is none. */
  get probe(): (() => Promise<void>) | undefined {
    const redis = this.#redis;
    return redis && (() => redis.probe());
  }

  /** Resolves when Redis was reached for the first time, or in vain. */
  async opened(): Promise<void> {
    await this.#redis?.opened;
  }

  /** @param key of what is counted, for whom */
  async count(key: string, rate: Rate, times: number): Promise<Standing> {
    const counted = await consumed(this.#limiterOf(rate), key, times);
    return {
      isOver: counted.consumedPoints > rate.limit,
      remaining: counted.remainingPoints,
      msUntilReset: Math.max(0, counted.msBeforeNext),
    };
  }

  close(): void {
    this.#redis?.close();
  }

  #limiterOf(rate: Rate): Limiter {
    const name = `${rate.limit}/${rate.duration}`;
    const limiter = this.#limiters.get(name) ?? this.#newLimiter(rate);
    this.#limiters.set(name, limiter);
    return limiter;
  }

  #newLimiter({ limit, duration }: Rate): Limiter {
    const options = { keyPrefix: PREFIX, points: limit, duration };
    const inMemory = new RateLimiterMemory(options);
    if (this.#redis === undefined) return inMemory;
    return new RateLimiterRedis({
      ...options,
      storeClient: new RememberedCounts(this.#redis, inMemory),
      useRedisPackage: true,
      insuranceLimiter: inMemory,
    });
  }
}

/** Tells the limiter in memory what Redis has counted, so that it can go on from there. */
class RememberedCounts {
  readonly #redis: RedisCounts;
  readonly #inMemory: RateLimiterMemory;

  constructor(redis: RedisCounts, inMemory: RateLimiterMemory) {
    this.#redis = redis;
    this.#inMemory = inMemory;
  }

  /** What the library calls. @throws Unavailable, whereupon the library asks the limiter in memory */
  async eval(script: string, asked: Asked): Promise<Count> {
    const [counted, leftMs] = await this.#redis.eval(script, asked);
    const [key = ''] = asked.keys;
    // To the library, no time left is for ever.
    void this.#inMemory.set(this.#inMemory.parseKey(key), counted, Math.max(1, leftMs) / 1000);
    return [counted, leftMs];
  }
}

async function consumed(limiter: Limiter, key: string, times: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, times);
  } catch (refused) {
    // What the library throws when there is nothing left.
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}
