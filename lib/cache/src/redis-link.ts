import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, messageOf, Unavailable } from '@manuel/service';
import { RedisMaster, type RedisUse } from './redis-master.ts';
import type { Host, RedisPlace } from './redis-url.ts';

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Keeps a connection to whichever server is the master: when it is lost, the place's hosts are asked anew in turn. */
export class RedisLink {
  /** Resolves when a master was reached for the first time, or every host was asked in vain. */
  readonly opened: Promise<void>;
  readonly #place: RedisPlace;
  readonly #use: RedisUse;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  #master: RedisMaster | undefined;
  #problem: unknown = 'it has not been reached yet';

  /** Connects in the background. */
  constructor(place: RedisPlace, use: RedisUse, log: Logger) {
    this.#place = place;
    this.#use = use;
    this.#log = log;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.opened = promise;
    void this.#keepReached(resolve);
  }

  /** Undefined while there is none. */
  get master(): RedisMaster | undefined {
    return this.#master;
  }

  /** The same for whoever needs one. @throws Unavailable that tells why there is none */
  reached(): RedisMaster {
    if (this.#master === undefined) throw new Unavailable(`Redis is away: ${messageOf(this.#problem)}`);
    return this.#master;
  }

  /** Looks for the master anew, as this one has failed. */
  leave(master: RedisMaster, reason: unknown): void {
    if (this.#master === master) this.#master = undefined;
    master.leave(reason);
  }

  close(): void {
    this.#closing.abort();
    this.#master?.leave('closed');
    this.#master = undefined;
  }

  async #keepReached(opened: () => void): Promise<void> {
    const { signal } = this.#closing;
    const { hosts } = this.#place;
    let failures = 0;
    let told = false;
    for (let turn = 0; !signal.aborted; turn += 1) {
      try {
        const master = await this.#reach(hosts[turn % hosts.length] ?? hosts[0]);
        opened();
        [failures, told] = [0, false];
        this.#problem = await master.lost;
        this.#master = undefined;
      } catch (error) {
        this.#problem = error;
        failures += 1;
      }
      if (signal.aborted) break;
      const isAway = failures === 0 || failures >= hosts.length;
      if (isAway && !told) {
        this.#log.warn({ error: messageOf(this.#problem) }, `Redis is away: ${this.#use.meanwhile}`);
        told = true;
      }
      if (isAway) opened();
      const pauseMs = Math.min(SHORTEST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #reach(asked: Host): Promise<RedisMaster> {
    const master = await RedisMaster.reach(this.#place, asked, this.#use);
    if (this.#closing.signal.aborted) master.leave('closed');
    else {
      this.#master = master;
      this.#log.info({ address: master.address }, 'Redis is reached');
    }
    return master;
  }
}
