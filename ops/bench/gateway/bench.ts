import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onGatewayCore } from './cores.ts';
import { freePort, GatewayProcess } from './gateway-process.ts';
import type { GatewayDescriptor, GatewayName } from './gateways/descriptor.ts';
import { measureRound, type Round } from './round.ts';
import { SubgraphProcess } from './subgraphs/process.ts';
import type { Workload } from './workloads.ts';

/** What does not change between rounds. */
export interface Circumstances {
  /** The public benchmark's folder. */
  readonly folder: string;
  /** Whether the gateway gets a core of its own. */
  readonly pinned: boolean;
  readonly connections: number;
  readonly seconds: number;
  readonly delayMilliseconds: number;
}

/** Measures gateways one round at a time, each in a fresh process over fresh subgraphs. */
export class Bench {
  readonly #circumstances: Circumstances;
  readonly #rounds = new Map<string, Round[]>();
  #running: GatewayProcess | undefined;
  #folder: string | undefined;

  constructor(circumstances: Circumstances) {
    this.#circumstances = circumstances;
    process.once('exit', () => this.#clear());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  }

  /** The rounds of a gateway so far, in order. */
  roundsOf(workload: string, gateway: GatewayName): readonly Round[] {
    return this.#rounds.get(`${workload} ${gateway}`) ?? [];
  }

  /** One more round. @throws Error that names gateway and workload when it does not start or answers wrong */
  async run(workload: Workload, gateway: GatewayDescriptor): Promise<Round> {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
    this.#folder = folder;
    try {
      const round = await this.#measure(workload, gateway, folder);
      this.#rounds.set(`${workload.name} ${gateway.name}`, [
        ...this.roundsOf(workload.name, gateway.name),
        round,
      ]);
      return round;
    } catch (cause) {
      throw new Error(`${gateway.name}, workload ${workload.name}: ${messageOf(cause)}`, { cause });
    } finally {
      this.#clear();
    }
  }

  /** Nothing is left of the last round, also when it was cut off. */
  #clear(): void {
    this.#running?.killNow();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #measure(workload: Workload, gateway: GatewayDescriptor, folder: string): Promise<Round> {
    const { folder: dataFolder, pinned, connections, seconds, delayMilliseconds } = this.#circumstances;
    const subgraphs = await SubgraphProcess.start(dataFolder, delayMilliseconds);
    try {
      const port = await freePort();
      const supergraphPath = join(folder, 'supergraph.graphql');
      writeFileSync(supergraphPath, subgraphs.supergraph(dataFolder));
      const urlOf = subgraphs.url.bind(subgraphs);
      const sharesEqualRequests = !workload.ownCaller;
      const site = { port, folder, supergraphPath, dataFolder, urlOf, sharesEqualRequests };
      const running = new GatewayProcess(gateway, site, (words) =>
        pinned ? onGatewayCore(words) : [...words],
      );
      this.#running = running;
      await running.ready();
      return await measureRound({ workload, port, processId: running.id, subgraphs, connections, seconds });
    } finally {
      await this.#running?.stop();
      subgraphs.stop();
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
