import { randomUUID } from 'node:crypto';
import { type Logger, withDeadline } from '@manuel/service';
import { BriefCalls } from './brief-calls.ts';
import { RedisLink } from './redis-link.ts';
import type { RedisMaster } from './redis-master.ts';
import { parseRedisUrl } from './redis-url.ts';
import { script } from './scripts.ts';

const OPEN_DEADLINE_MS = 1_000;

/** ARGV: for how many milliseconds the key is kept. Gives 1 when it was not there, else 0, and leaves it as it is. */
const claimScript = script(`
  if redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1]) then return 1 end
  return 0`);

/**
 * Nonces of signatures that were let in, in the Redis that every replica asks. While it is slow or away, each replica's
 * own memory has to do.
 */
export class RedisNonces {
  readonly #link: RedisLink;
  readonly #calls: BriefCalls;
  readonly #prefix: string;

  private constructor(url: string, owner: string, log: Logger) {
    const prefix = `{${owner}-nonces}`;
    this.#prefix = prefix;
    const use = {
      prefix,
      tryOut: async (master: RedisMaster) => {
        await master.run(claimScript, [`${prefix}:trial:${randomUUID()}`], ['1000']);
      },
      meanwhile: 'each process remembers by itself which signatures were used',
    };
    this.#link = new RedisLink(parseRedisUrl(url), use, log);
    this.#calls = new BriefCalls(this.#link, 'the shared memory of signatures', log);
  }

  /** Waits a moment for Redis, and goes on without it. @param owner whose replicas share them */
  static async open(url: string, owner: string, log: Logger): Promise<RedisNonces> {
    const nonces = new RedisNonces(url, owner, log);
    await withDeadline('Redis', OPEN_DEADLINE_MS, nonces.#link.opened).catch(() => undefined);
    return nonces;
  }

  /**
   * Keeps a nonce for so long.
   * @returns false when it was there already; undefined when Redis did not tell in time
   */
  async claim(nonce: string, milliseconds: number): Promise<boolean | undefined> {
    const names = [`${this.#prefix}:${nonce}`];
    const answer = await this.#calls.call((master) => master.run(claimScript, names, [String(milliseconds)]));
    return answer === undefined ? undefined : answer === 1;
  }

  close(): void {
    this.#link.close();
  }
}
