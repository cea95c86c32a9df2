import type { GatewayName } from './gateways/descriptor.ts';
import type { CoreTime, Usage } from './process-tree.ts';
import type { Counts } from './subgraphs/process.ts';
import type { Workload } from './workloads.ts';

/** How busy the machine is, as far as it tells whether figures can be believed. */
export interface Watch {
  /** What others took of the cores that the gateway runs on. */
  readonly foreign: CoreTime;
  /** What the load generator took of the core that it may use. */
  readonly load: CoreTime;
}

/** A gateway over its subgraphs, running. */
export interface Stand {
  /** The gateway's, on 127.0.0.1. */
  readonly port: number;
  /** What the gateway's processes have used. */
  gateway(): Usage;
  /** What the processes behind it have used: those of the subgraphs, without databases. */
  subgraphs(): Usage;
  counts(): Promise<Counts>;
  watch(): Watch;
  stop(): Promise<void>;
}

/** Sets gateways up for one round each. */
export interface Stage {
  /** @param folder for files of the round  @throws Error when something does not start, or is not measured here */
  start(workload: Workload, gateway: GatewayName, folder: string): Promise<Stand>;
}
