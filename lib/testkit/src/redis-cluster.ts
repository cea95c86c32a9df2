import { eventually } from './eventually.ts';
import { freePort, listFrom, RedisServer } from './redis-server.ts';

const SLOTS = 16_384;
const NODE_TIMEOUT_MS = 500;

interface Node {
  readonly server: RedisServer;
  readonly id: string;
  readonly busPort: number;
}

/** Three masters, each with a third of the slots, and a replica of the first. */
export class RedisCluster {
  /** As REDIS_URL has it. */
  readonly url: string;
  readonly #key: string;
  #first: Node;
  #replica: Node;
  readonly #others: readonly [Node, Node];

  private constructor(key: string, first: Node, replica: Node, others: readonly [Node, Node]) {
    this.#key = key;
    this.#first = first;
    this.#replica = replica;
    this.#others = others;
    this.url = `redis-cluster://${[first, ...others].map(({ server }) => `127.0.0.1:${server.port}`).join(',')}`;
  }

  /** Starts them and waits until a failover is possible. @param key of which the first master has the slot */
  static async start(key: string): Promise<RedisCluster> {
    const [first, replica, ...others] = [
      await startNode(),
      await startNode(),
      await startNode(),
      await startNode(),
    ] as const;
    const cluster = new RedisCluster(key, first, replica, others);
    try {
      for (const { server, busPort } of [...others, replica])
        await first.server.command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
      await cluster.#shareSlots();
      await eventually(() => replica.server.command('CLUSTER', 'REPLICATE', first.id));
      await cluster.#settled();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Kills the first master, and waits until its replica has its slots. */
  async killMaster(): Promise<void> {
    await this.#first.server.stop();
    await this.#promoted();
  }

  /** Has the first master and its replica change places while both live; no connection is lost. */
  async swap(): Promise<void> {
    await eventually(() => this.#replica.server.command('CLUSTER', 'FAILOVER'));
    await this.#promoted();
    await this.#settled();
  }

  /** Moves the key's slot, with all that is in it, from the first master to another one. */
  async moveSlot(): Promise<void> {
    await this.#moveSlot(this.#first, this.#others[0]);
  }

  async moveSlotBack(): Promise<void> {
    await this.#moveSlot(this.#others[0], this.#first);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#first, this.#replica, ...this.#others].map(({ server }) => server.stop()));
  }

  async #moveSlot(from: Node, to: Node): Promise<void> {
    const slot = String(await this.#slot());
    await to.server.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
    await from.server.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
    const keys = listFrom(await from.server.command('CLUSTER', 'GETKEYSINSLOT', slot, '10000')).map(String);
    if (keys.length > 0) {
      const target = ['127.0.0.1', String(to.server.port), '', '0', '5000'];
      await from.server.command('MIGRATE', ...target, 'KEYS', ...keys);
    }
    for (const { server } of [to, from]) await server.command('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  }

  /** Gives each master a third of the slots, the first one beginning with the key's. */
  async #shareSlots(): Promise<void> {
    const slot = await this.#slot();
    const slots = Array.from({ length: SLOTS }, (_, index) => String((slot + index) % SLOTS));
    const share = Math.ceil(SLOTS / 3);
    for (const [index, { server }] of [this.#first, ...this.#others].entries())
      await server.command('CLUSTER', 'ADDSLOTS', ...slots.slice(index * share, (index + 1) * share));
  }

  async #slot(): Promise<number> {
    return Number(await this.#first.server.command('CLUSTER', 'KEYSLOT', this.#key));
  }

  async #settled(): Promise<void> {
    await eventually(async () => {
      for (const { server } of [this.#first, ...this.#others]) {
        const state = String(await server.command('CLUSTER', 'INFO'));
        if (!/cluster_state:ok.*cluster_known_nodes:4/s.test(state)) throw new Error(state);
      }
      const [, , , link] = listFrom(await this.#replica.server.command('ROLE'));
      if (link !== 'connected') throw new Error('The replica has not copied its master yet.');
    });
  }

  /** Waits until every master knows the replica as the one that has the slots. */
  async #promoted(): Promise<void> {
    const { id } = this.#replica;
    await eventually(async () => {
      for (const { server } of [this.#replica, ...this.#others]) {
        const nodes = String(await server.command('CLUSTER', 'NODES'));
        const line = nodes.split('\n').find((text) => text.startsWith(id)) ?? '';
        if (!/master.*\d+-\d+/.test(line)) throw new Error(nodes);
      }
    });
    [this.#first, this.#replica] = [this.#replica, this.#first];
  }
}

async function startNode(): Promise<Node> {
  const busPort = await freePort();
  const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
  const timeout = ['--cluster-node-timeout', String(NODE_TIMEOUT_MS), '--repl-diskless-sync-delay', '0'];
  const server = await RedisServer.start(undefined, undefined, [...settings, ...timeout]);
  return { server, busPort, id: String(await server.command('CLUSTER', 'MYID')) };
}
