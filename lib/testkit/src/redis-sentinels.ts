import { eventually } from './eventually.ts';
import { listFrom, RedisServer } from './redis-server.ts';

const SENTINELS = 3;
const QUORUM = 2;
const NAME = 'mymaster';

/** A master, a replica, and sentinels that make one of the other. */
export class RedisSentinels {
  /** As REDIS_URL has it. */
  readonly url: string;
  readonly #sentinels: readonly RedisServer[];
  #master: RedisServer;
  #replica: RedisServer;

  private constructor(sentinels: readonly RedisServer[], master: RedisServer, replica: RedisServer) {
    this.#sentinels = sentinels;
    this.#master = master;
    this.#replica = replica;
    this.url = `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}#${NAME}`;
  }

  /** Starts them and waits until a failover is possible. */
  static async start(): Promise<RedisSentinels> {
    const master = await RedisServer.start();
    const replica = await replicaOf(master);
    const sentinels = await Promise.all(
      Array.from({ length: SENTINELS }, () => RedisServer.start(undefined, undefined, ['--sentinel'])),
    );
    const group = new RedisSentinels(sentinels, master, replica);
    try {
      await group.#each('MONITOR', '127.0.0.1', String(master.port), String(QUORUM));
      await group.#each('SET', 'down-after-milliseconds', '300', 'failover-timeout', '2000');
      await group.#settled();
      return group;
    } catch (error) {
      await group.stop();
      throw error;
    }
  }

  get master(): RedisServer {
    return this.#master;
  }

  /** Waits until the replica has taken the place of a master that went, and the other way round. */
  async promoted(): Promise<void> {
    const { port } = this.#replica;
    await eventually(async () => {
      const [role] = listFrom(await this.#replica.command('ROLE'));
      const masters = (await this.#each('GET-MASTER-ADDR-BY-NAME')).map((address) => Number(address[1]));
      if (role !== 'master' || masters.some((master) => master !== port))
        throw new Error(`Not every sentinel has made the server on port ${port} the master: ${masters}.`);
    });
    [this.#master, this.#replica] = [this.#replica, this.#master];
  }

  /** Starts a replica where a server was killed, and waits until a failover is possible. */
  async replace(): Promise<void> {
    this.#replica = await replicaOf(this.#master, this.#replica.port);
    await this.#settled();
  }

  /** Has master and replica change places while both live. */
  async swap(): Promise<void> {
    await eventually(() => this.#sentinels[0]?.command('SENTINEL', 'FAILOVER', NAME));
    await this.promoted();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sentinels, this.#master, this.#replica].map((server) => server.stop()));
  }

  async #settled(): Promise<void> {
    await eventually(async () => {
      const [, , , link] = listFrom(await this.#replica.command('ROLE'));
      const replicas = (await this.#each('REPLICAS')).map((list) => list.map(flagsOf));
      const others = (await this.#each('SENTINELS')).map((list) => list.length);
      if (
        link !== 'connected' ||
        replicas.some((flags) => flags.join() !== 'slave') ||
        others.some((count) => count !== SENTINELS - 1)
      )
        throw new Error(`The sentinels do not know everybody yet: ${replicas}; ${others}.`);
    });
  }

  /** What each sentinel answers. */
  async #each(command: string, ...words: string[]): Promise<unknown[][]> {
    const answers = this.#sentinels.map((one) => one.command('SENTINEL', command, NAME, ...words));
    return (await Promise.all(answers)).map(listFrom);
  }
}

/** @param port a free one when none is given */
async function replicaOf(master: RedisServer, port?: number): Promise<RedisServer> {
  const more = ['--replicaof', `127.0.0.1 ${master.port}`, '--repl-diskless-sync-delay', '0'];
  return RedisServer.start(port, undefined, more);
}

/** Of a reply that holds names and values in turn. */
function flagsOf(reply: unknown): unknown {
  const words = listFrom(reply);
  return words[words.indexOf('flags') + 1];
}
