import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_CORE, LOAD_CORE, onGatewayCore } from './cores.ts';
import { freePort, GatewayProcess } from './gateway-process.ts';
import type { GatewayName } from './gateways/descriptor.ts';
import { gateways } from './gateways/index.ts';
import { coreTime, usageOfTree } from './process-tree.ts';
import type { Stage, Stand } from './stand.ts';
import { SubgraphProcess } from './subgraphs/process.ts';
import type { Workload } from './workloads.ts';

/** What does not change between rounds. */
export interface Circumstances {
  /** The public benchmark's folder. */
  readonly folder: string;
  /** Whether the gateway gets a core of its own. */
  readonly pinned: boolean;
  readonly delayMilliseconds: number;
  /** Settings of gateways that know their callers; undefined where there are none to know. */
  readonly guarded: Readonly<Record<string, string>> | undefined;
}

/** Any gateway over mock subgraphs, which play the public benchmark's. */
export class MockStage implements Stage {
  readonly #circumstances: Circumstances;
  #running: GatewayProcess | undefined;

  constructor(circumstances: Circumstances) {
    this.#circumstances = circumstances;
    process.once('exit', () => this.#running?.killNow());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  }

  async start(workload: Workload, name: GatewayName, folder: string): Promise<Stand> {
    const gateway = gateways.get(name);
    if (gateway === undefined) throw new Error('It cannot be started over mock subgraphs.');
    const { folder: dataFolder, pinned, delayMilliseconds, guarded } = this.#circumstances;
    const subgraphs = await SubgraphProcess.start(dataFolder, delayMilliseconds);
    try {
      const port = await freePort();
      const supergraphPath = join(folder, 'supergraph.graphql');
      writeFileSync(supergraphPath, subgraphs.supergraph(dataFolder));
      const urlOf = subgraphs.url.bind(subgraphs);
      const sharesEqualRequests = !workload.ownCaller;
      const site = { port, folder, supergraphPath, dataFolder, urlOf, sharesEqualRequests, guarded };
      const running = new GatewayProcess(gateway, site, (words) =>
        pinned ? onGatewayCore(words) : [...words],
      );
      this.#running = running;
      await running.ready();
      return standOf(port, running, subgraphs);
    } catch (error) {
      this.#running?.killNow();
      subgraphs.stop();
      throw error;
    }
  }
}

function standOf(port: number, gateway: GatewayProcess, subgraphs: SubgraphProcess): Stand {
  const gatewayUsage = () => usageOfTree(gateway.id);
  return {
    port,
    gateway: gatewayUsage,
    subgraphs: () => usageOfTree(subgraphs.id),
    counts: () => subgraphs.counts(),
    watch() {
      const { busyMs, totalMs } = coreTime(GATEWAY_CORE);
      return {
        foreign: { busyMs: busyMs - gatewayUsage().cpuMs, totalMs },
        load: coreTime(LOAD_CORE),
      };
    },
    async stop() {
      await gateway.stop();
      subgraphs.stop();
    },
  };
}
