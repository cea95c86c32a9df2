import { type Logger, listen, type Probe, type Running } from '@manuel/service';
import type { FastifyInstance } from 'fastify';
import { subgraphServer } from './server.ts';
import type { SubgraphTransport } from './transport.ts';

/** A subgraph with all that it needs, ready to be reached in this process or to be served. */
export interface SubgraphService extends Running {
  readonly subgraph: SubgraphTransport;
  /** Its dependencies, for /health/ready. */
  readonly probes: Readonly<Record<string, Probe>>;
  /** Adds its HTTP routes beside GraphQL, where it has any. */
  readonly routes: (server: FastifyInstance) => void;
}

/** Serves a subgraph as a process of its own. */
export async function serveSubgraph(
  service: SubgraphService,
  host: string,
  port: number,
  log: Logger,
): Promise<Running> {
  const { server, departure } = subgraphServer(service.subgraph, service.probes);
  service.routes(server);
  try {
    const origin = await listen(server, host, port, 'PORT');
    log.info({ origin }, 'listening');
  } catch (error) {
    await service.stop();
    throw error;
  }
  return {
    leave: () => departure.closeDoor(),
    async stop() {
      await server.close();
      await service.stop();
      log.info('stopped');
    },
  };
}
