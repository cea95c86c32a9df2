import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditClient, auditMessage } from '@manuel/audit/client';
import type { MountOptions, Note } from '@manuel/issuer';
import { addMetricsRoute, Metrics, measureRequests } from '@manuel/metrics';
import { addHealthRoutes, dispensable, NotAuthenticated, type Probe, type Running } from '@manuel/service';
import type { SubgraphTransport } from '@manuel/subgraph';
import type { FastifyInstance } from 'fastify';
import { adminSurface } from './admin/admin-surface.ts';
import { Admission } from './admission.ts';
import { AnswerSharing } from './answer-sharing.ts';
import type { AccessMode } from './authorization/access-modes.ts';
import { type CredentialsOptions, openCredentials } from './credentials.ts';
import { Edge, type EdgeSettings } from './edge/edge.ts';
import type { Channel } from './engine/subgraph-call.ts';
import { EntrySpool } from './entries/entry-spool.ts';
import { addGraphqlRoute, GRAPHQL_PATH } from './graphql-route.ts';
import { Limits, type LimitsOptions } from './limits/limits.ts';
import { measureLimits } from './metrics/limit-metrics.ts';
import { measureReuse } from './metrics/reuse-metrics.ts';
import { SubgraphMetrics } from './metrics/subgraph-metrics.ts';
import type { Identify } from './pipeline/identification.ts';
import { pipelineServer } from './pipeline/index.ts';
import { playground } from './playground.ts';
import { scrapersOnly } from './scrape-access.ts';
import { subgraphUrls } from './supergraph.ts';
import { SupergraphGateway } from './supergraph-gateway.ts';

/**
 * How long the gateway goes on after it said that it is not ready: it takes new connections meanwhile, as whoever
 * balances between gateways looks only now and then.
 */
const NOTICE_MS = 3_000;

/** One subgraph as the gateway sees it. */
export interface GatewaySubgraph {
  /** For calls on the gateway's own behalf. */
  readonly transport: SubgraphTransport;
  /** For what plans fetch. */
  readonly channel: () => Channel;
  readonly probe: Probe;
}

export interface GatewayOptions extends CredentialsOptions {
  readonly supergraphSdl: string;
  /** By the names that the supergraph gives them. */
  readonly subgraphs: ReadonlyMap<string, GatewaySubgraph>;
  /** Adds the way to the routes that are not GraphQL, such as PUT /files. */
  readonly addRoutes: (server: FastifyInstance) => void;
  /** What every request passes first. */
  readonly edge: EdgeSettings;
  /** Whoever bears it may read the metrics. */
  readonly metricsToken: string;
  /** Undefined where nobody is limited. */
  readonly limits?: LimitsOptions | undefined;
  readonly dataFolder: string;
  /** What becomes of operations of which their callers may not have all. */
  readonly accessMode: AccessMode;
  /** Makes a token for the demo user; undefined where nobody gets one for nothing. */
  readonly demoToken: (() => Promise<string>) | undefined;
}

/** A gateway that is ready to listen. */
export interface Gateway extends Running {
  readonly server: FastifyInstance;
  /** Serves those who run the installation; the public server where the two share a port. */
  readonly adminServer: FastifyInstance;
  /**
   * Takes requests, on the admin surface's own port too where it has one.
   * @returns the public origin, such as http://127.0.0.1:4000
   * @throws StartFailure when it cannot listen
   */
  listen(host: string, port: number): Promise<string>;
  /** What its process measures; subgraphs that run in the same one add to it. */
  readonly metrics: Metrics;
  /** Says that it is not ready, and goes on for a while. */
  leave(): Promise<void>;
  /** Lets a new supergraph take traffic. @throws SupergraphRefused when it is none; the old one then goes on */
  readonly replaceSupergraph: (supergraphSdl: string) => void;
}

/** Builds the front door: GraphQL, health, files and the playground on one port, and what is for admins there or apart. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { issuer, log, subgraphs } = options;
  const audit = new AuditClient('gateway', subgraphOf(subgraphs, 'audit').transport);
  const spool = await EntrySpool.open(join(options.dataFolder, 'refusals'), audit, log);
  const metrics = new Metrics('gateway');
  const limits = await limitsOf(options, spool, metrics);
  const supergraph = new SupergraphGateway({
    supergraphSdl: options.supergraphSdl,
    channelTo: channels(subgraphs, new SubgraphMetrics(metrics)),
    accessMode: options.accessMode,
    log,
  });
  const apollo = pipelineServer(supergraph, spool, log, metrics);
  await apollo.start();
  const edge = await Edge.open(options.edge, { spool, log });
  const { publicServer: server, adminServer } = edge;
  const probes = probesOf(options, limits);
  const departures = edge.servers.map((one) => {
    measureRequests(one, metrics);
    return addHealthRoutes(one, probes);
  });
  const sharing = new AnswerSharing();
  measureReuse(metrics.meter, { supergraph, sharing });
  const credentials = await openCredentials(options);
  const note: Note = (event) => spool.add(auditMessage(event));
  const door = { ...credentials, identify: counted(credentials.identify, limits), spool, note };
  addGraphqlRoute(server, { ...door, apollo, sharing, admission: new Admission(), limits, log });
  edge.addAdminRoutes((scope) => {
    addMetricsRoute(scope, metrics, scrapersOnly({ ...door, metricsToken: options.metricsToken }));
    if (issuer !== undefined) scope.register(adminSurface({ ...door, ...options, issuer }));
  });
  options.addRoutes(server);
  await issuer?.mount(server, issuerDoor(door));
  await server.register(playground({ demoToken: options.demoToken, graphqlPath: GRAPHQL_PATH }));
  return {
    server,
    adminServer,
    metrics,
    listen: (host, port) => edge.listen(host, port),
    replaceSupergraph(supergraphSdl) {
      for (const name of subgraphUrls(supergraphSdl).keys()) subgraphOf(subgraphs, name);
      supergraph.replace(supergraphSdl);
    },
    async leave() {
      for (const departure of departures) departure.begin();
      await sleep(NOTICE_MS);
    },
    async stop() {
      await edge.stop();
      await apollo.stop();
      await limits?.stop();
      await spool.stop();
      await credentials.stop();
      await issuer?.stop();
      await metrics.stop();
    },
  };
}

async function limitsOf(
  { limits: options, log }: GatewayOptions,
  spool: EntrySpool,
  metrics: Metrics,
): Promise<Limits | null> {
  if (options === undefined) return null;
  const limits = new Limits(options, spool, log);
  await limits.opened();
  measureLimits(metrics.meter, limits);
  return limits;
}

/** Who asks, by a credential that is counted where it is refused. */
function counted(identify: Identify, limits: Limits | null): Identify {
  if (limits === null) return identify;
  return (received, headers) => {
    const asked = () => identify(received, headers);
    const showsNothing = headers.authorization === undefined && headers['x-api-key'] === undefined;
    return showsNothing ? asked() : limits.guardCredential(received, asked);
  };
}

/** What the gateway needs; of the issuer's database it needs nothing to answer those who have a token. */
function probesOf({ subgraphs, issuer }: GatewayOptions, limits: Limits | null): Record<string, Probe> {
  return {
    ...Object.fromEntries([...subgraphs].map(([name, { probe }]) => [name, probe])),
    ...(issuer && { issuer: dispensable(() => issuer.probe()) }),
    ...(limits?.probe && { redis: dispensable(limits.probe) }),
  };
}

/** What the issuer needs of the gateway: to keep entries, and to know who asks on its routes for callers alone. */
function issuerDoor({ identify, note }: { identify: Identify; note: Note }): MountOptions {
  return {
    note,
    callerOf: async ({ id: requestId, ip: address, headers, leaving: signal }) => {
      const { caller } = await identify({ requestId, address, signal }, headers);
      if (caller === null) throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
      return caller;
    },
  };
}

/** The way to each subgraph, made when it is first called and kept. */
function channels(
  subgraphs: ReadonlyMap<string, GatewaySubgraph>,
  metrics: SubgraphMetrics,
): (subgraph: string) => Channel {
  const made = new Map<string, Channel>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const measured = metrics.measured(name, subgraphOf(subgraphs, name).channel());
    made.set(name, measured);
    return measured;
  };
}

function subgraphOf(subgraphs: ReadonlyMap<string, GatewaySubgraph>, name: string): GatewaySubgraph {
  const subgraph = subgraphs.get(name);
  if (subgraph === undefined) throw new Error(`The supergraph names ${name}, and nobody said where it is.`);
  return subgraph;
}
