import {
  BriefCalls,
  parseRedisUrl,
  RedisLink,
  type RedisMaster,
  type RedisUse,
  script,
} from '@manuel/cache/redis';
import { type Logger, Unavailable } from '@manuel/service';
import { z } from 'zod';

/** In braces, so that a cluster keeps all counts on one master. */
export const PREFIX = '{manuel-limits}';

/**
 * ARGV: for each key what is added, and its life in seconds, which begins with the first addition. Gives for each what
 * has been counted and how many milliseconds of its life are left.
 */
const countScript = script(`
  local counts = {}
  for i, key in ipairs(KEYS) do
    local counted = redis.call('INCRBY', key, ARGV[2 * i - 1])
    local left = redis.call('PTTL', key)
    if left < 0 then
      left = 1000 * ARGV[2 * i]
      redis.call('PEXPIRE', key, left)
    end
    counts[i] = {counted, left}
  end
  return counts`);

const Counts = z.array(z.tuple([z.number(), z.number()]));

/** What rate-limiter-flexible has a script count: one key, with what is added and seconds first among the arguments. */
export interface Asked {
  readonly keys: readonly string[];
  readonly arguments: readonly string[];
}

/** What has been counted, and the milliseconds until it begins anew. */
export type Count = [counted: number, leftMs: number];

interface Waiting extends Asked {
  readonly done: (count: Count) => void;
  readonly failed: (reason: Error) => void;
}

const use: RedisUse = {
  prefix: PREFIX,
  meanwhile: 'each gateway counts requests by itself',
  tryOut: async (master) => void (await count(master, [`${PREFIX}:trial`], ['1', '1'])),
};

/**
 * The client that rate-limiter-flexible is given for Redis: whatever is counted in one turn of the event loop, by one
 * request or by many, goes to Redis in one call of one script.
 */
export class RedisCounts {
  readonly #link: RedisLink;
  readonly #calls: BriefCalls;
  #waiting: Waiting[] = [];

  /** Connects in the background. @param deadlineMs how long a call is waited for */
  constructor(url: string, log: Logger, deadlineMs?: number) {
    this.#link = new RedisLink(parseRedisUrl(url), use, log);
    this.#calls = new BriefCalls(this.#link, 'Redis, which counts requests,', log, deadlineMs);
  }

  /** Resolves when Redis was reached for the first time, or in vain. */
  get opened(): Promise<void> {
    return this.#link.opened;
  }

  /** The library's own script for one key is not used: ours counts many. @throws Unavailable */
  eval(_script: string, { keys, arguments: values }: Asked): Promise<Count> {
    return new Promise((done, failed) => {
      this.#waiting.push({ keys, arguments: values, done, failed });
      if (this.#waiting.length === 1) setImmediate(() => void this.#countAll());
    });
  }

  /** Whether Redis is there. @throws Error when it is not */
  async probe(): Promise<void> {
    await this.#link.reached().confirm();
  }

  close(): void {
    this.#link.close();
  }

  async #countAll(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const keys = waiting.flatMap((one) => one.keys);
    const values = waiting.flatMap((one) => one.arguments.slice(0, 2));
    const counts = await this.#calls.call((master) => count(master, keys, values));
    for (const [index, { done, failed }] of waiting.entries()) {
      const counted = counts?.[index];
      if (counted === undefined) failed(new Unavailable('Redis counts nothing at the moment.'));
      else done(counted);
    }
  }
}

async function count(master: RedisMaster, keys: string[], values: string[]) {
  return Counts.parse(await master.run(countScript, keys, values));
}
