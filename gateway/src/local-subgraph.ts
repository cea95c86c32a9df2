import type { Probe } from '@manuel/service';
import type { SubgraphTransport } from '@manuel/subgraph';
import { LocalChannel } from './pipeline/fetch.ts';
import type { GatewaySubgraph } from './server.ts';

/** A subgraph that runs in this process. */
export function localSubgraph(transport: SubgraphTransport, probe: Probe): GatewaySubgraph {
  return { transport, probe, channel: () => new LocalChannel(transport) };
}
