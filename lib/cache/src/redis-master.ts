import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, withDeadline } from '@manuel/service';
import { type Client, endClient, findMaster, newClient } from './redis-finder.ts';
import type { Host, RedisPlace } from './redis-url.ts';
import type { Script } from './scripts.ts';

const REACH_DEADLINE_MS = 1_000;
/** How often it is made sure that the master is still one, also while nobody asks it for anything. */
const CONFIRM_MS = 1_000;
const CONFIRM_DEADLINE_MS = 250;

/** What connections are for. */
export interface RedisUse {
  /** Of all keys; in braces it names their slot in a cluster. */
  readonly prefix: string;
  /** Does what its users will do: a full server or a missing right shows here. */
  readonly tryOut: (master: RedisMaster) => Promise<void>;
  /** What is done while Redis is away, for the log. */
  readonly meanwhile: string;
}

/** A connection to the one server that takes writes, from when it has shown that it does until it is lost or left. */
export class RedisMaster {
  /**
   * Names what the server holds: by its run id, a new one at each of its starts, and by the id of its replication
   * history, another one after it followed a server that may have lost writes.
   */
  readonly id: string;
  /** The replication history as INFO shows it. */
  readonly history: string;
  /** Resolves with the reason when the connection is of no use any more. */
  readonly lost: Promise<unknown>;
  /** `host:port`, for people. */
  readonly address: string;
  readonly #client: Client;
  readonly #prefix: string;
  readonly #over = new AbortController();

  private constructor(client: Client, address: Host, prefix: string, runId: string, history: string) {
    this.#client = client;
    this.#prefix = prefix;
    this.address = `${address.host}:${address.port}`;
    this.id = `redis ${runId} ${history}`;
    this.history = `master_replid:${history}`;
    const { signal } = this.#over;
    this.lost = once(signal, 'abort').then(() => signal.reason);
    client.on('error', (error: unknown) => this.leave(error));
  }

  /**
   * @param asked which of the place's hosts says where the master is
   * @throws Error when there is none, or one that does not do what it is for
   */
  static async reach(place: RedisPlace, asked: Host, use: RedisUse): Promise<RedisMaster> {
    const address = await findMaster(place, asked, use.prefix);
    const client = newClient(place, address);
    try {
      return await withDeadline('Redis', REACH_DEADLINE_MS, RedisMaster.#settle(client, address, use));
    } catch (error) {
      endClient(client);
      throw error;
    }
  }

  static async #settle(client: Client, address: Host, use: RedisUse): Promise<RedisMaster> {
    await client.connect();
    const info = `${await client.info('server')}\n${await client.info('replication')}`;
    const [, runId] = /^run_id:(\w+)/m.exec(info) ?? [];
    const [, history] = /^master_replid:(\w+)/m.exec(info) ?? [];
    if (runId === undefined || history === undefined)
      throw new Error('INFO holds no run_id or no master_replid.');
    const master = new RedisMaster(client, address, use.prefix, runId, history);
    await use.tryOut(master);
    void master.#watch();
    return master;
  }

  async run({ sha1, text }: Script, keys: string[], values: string[]): Promise<unknown> {
    const options = { keys, arguments: values };
    try {
      return await this.#client.evalSha(sha1, options);
    } catch (error) {
      if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
      return await this.#client.eval(text, options);
    }
  }

  /** Removes what is not there, which only the master of a key does. @throws Error when it is not done in time */
  async confirm(): Promise<void> {
    await withDeadline('Redis', CONFIRM_DEADLINE_MS, this.#client.unlink(`${this.#prefix}:nothing`));
  }

  /** Ends the connection. @param reason what made it useless */
  leave(reason: unknown): void {
    this.#over.abort(reason);
    endClient(this.#client);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await sleep(CONFIRM_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.confirm().catch((problem: unknown) => this.leave(problem));
    }
  }
}
