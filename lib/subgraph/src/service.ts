import { RedisNonces } from '@manuel/cache';
import { type KeyRing, OriginVerifier } from '@manuel/identity';
import { Metrics } from '@manuel/metrics';
import { type Departure, type Logger, listen, type Probe, type Running, StopList } from '@manuel/service';
import type { FastifyInstance } from 'fastify';
import { addScrapeRoute } from './scrape-route.ts';
import { subgraphServer } from './server.ts';
import type { Refusal } from './subgraph.ts';
import type { SubgraphTransport } from './transport.ts';

/** A subgraph with all that it needs, ready to be reached in this process or to be served. */
export interface SubgraphService extends Running {
  readonly subgraph: SubgraphTransport;
  /** Its dependencies, for /health/ready. */
  readonly probes: Readonly<Record<string, Probe>>;
  /** Adds its HTTP routes beside GraphQL, where it has any. */
  readonly routes: (server: FastifyInstance) => void;
  /** Tells the metrics of its process what there is to be read of it; to be called once. */
  readonly measure: (metrics: Metrics) => void;
  /** Keeps what was refused beside GraphQL. */
  readonly onRefused: (refusals: readonly Refusal[]) => Promise<void>;
}

/** How a subgraph is served. */
export interface Serving {
  /** The process's name, such as that of the subgraph. */
  readonly name: string;
  /** Whoever bears it may read the metrics. */
  readonly metricsToken: string;
  /** Tells who calls. */
  readonly origins: OriginVerifier;
  readonly log: Logger;
}

/** How a process serves its subgraph. */
export interface ProcessServing extends Omit<Serving, 'origins'> {
  readonly host: string;
  readonly port: number;
  /** With which other processes sign. */
  readonly keys: KeyRing;
  /** Where the subgraph's replicas keep together which signatures were used; undefined where there is one process. */
  readonly redisUrl: string | undefined;
}

/** A subgraph's HTTP server with all of its routes, what makes it leave, and what it measures. */
export function serverOf(
  service: SubgraphService,
  { name, metricsToken, origins, log }: Serving,
): { readonly server: FastifyInstance; readonly departure: Departure; readonly metrics: Metrics } {
  const metrics = new Metrics(name);
  service.measure(metrics);
  const { server, departure } = subgraphServer(service, { origins, log }, metrics);
  service.routes(server);
  addScrapeRoute(server, metrics, metricsToken, service.onRefused);
  return { server, departure, metrics };
}

/** Serves a subgraph as a process of its own. */
export async function serveSubgraph(
  service: SubgraphService,
  { host, port, keys, redisUrl, ...serving }: ProcessServing,
): Promise<Running> {
  const { name, log } = serving;
  const stops = new StopList();
  stops.add(async () => log.info('stopped'));
  stops.add(() => service.stop());
  const nonces = redisUrl === undefined ? null : await RedisNonces.open(redisUrl, name, log);
  stops.add(async () => nonces?.close());
  const origins = new OriginVerifier(keys, name, nonces);
  const { server, departure, metrics } = serverOf(service, { ...serving, origins });
  stops.add(() => metrics.stop());
  try {
    const origin = await listen(server, host, port, 'PORT');
    log.info({ origin }, 'listening');
  } catch (error) {
    await stops.stop();
    throw error;
  }
  stops.add(() => server.close());
  return { leave: () => departure.closeDoor(), stop: () => stops.stop() };
}
