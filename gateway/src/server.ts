import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditClient } from '@manuel/audit/client';
import { RedisNonces } from '@manuel/cache';
import type { TokenVerifier } from '@manuel/identity';
import { addMetricsRoute, Metrics, measureRequests } from '@manuel/metrics';
import { addHealthRoutes, dispensable, type Logger, type Probe, type Running } from '@manuel/service';
import type { SubgraphTransport } from '@manuel/subgraph';
import type { FastifyInstance } from 'fastify';
import { Admission } from './admission.ts';
import { AnswerSharing } from './answer-sharing.ts';
import type { AccessMode } from './authorization/access-modes.ts';
import { Edge, type EdgeSettings } from './edge/edge.ts';
import type { Channel } from './engine/subgraph-call.ts';
import { addGraphqlRoute, GRAPHQL_PATH } from './graphql-route.ts';
import { Limits, type LimitsOptions } from './limits/limits.ts';
import { measureLimits } from './metrics/limit-metrics.ts';
import { measureReuse } from './metrics/reuse-metrics.ts';
import { SubgraphMetrics } from './metrics/subgraph-metrics.ts';
import { identify } from './pipeline/identify.ts';
import { pipelineServer } from './pipeline/index.ts';
import { SignedRequests } from './pipeline/signed-requests.ts';
import type { SigningKeys } from './pipeline/signing-keys.ts';
import type { Identified, Received } from './pipeline/stages.ts';
import { playground } from './playground.ts';
import { RefusalSpool } from './refusals/refusal-spool.ts';
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

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** By the names that the supergraph gives them. */
  readonly subgraphs: ReadonlyMap<string, GatewaySubgraph>;
  /** Adds the way to the routes that are not GraphQL, such as PUT /files. */
  readonly addRoutes: (server: FastifyInstance) => void;
  /** Adds routes for those who run the installation, beside the metrics; by default none. */
  readonly addAdminRoutes?: (scope: FastifyInstance) => void;
  /** What every request passes first. */
  readonly edge: EdgeSettings;
  readonly verifier: TokenVerifier;
  /** With which machine clients sign their requests; null where nobody does. */
  readonly signingKeys: SigningKeys | null;
  /** Where all gateways keep together which signatures were used; undefined where there is one. */
  readonly redisUrl: string | undefined;
  /** Whoever bears it may read the metrics. */
  readonly metricsToken: string;
  /** Undefined where nobody is limited. */
  readonly limits?: LimitsOptions | undefined;
  readonly dataFolder: string;
  /** What becomes of operations of which their callers may not have all. */
  readonly accessMode: AccessMode;
  readonly log: Logger;
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
  const { log, subgraphs, verifier } = options;
  const audit = new AuditClient('gateway', subgraphOf(subgraphs, 'audit').transport);
  const spool = await RefusalSpool.open(join(options.dataFolder, 'refusals'), audit, log);
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
  const probes = probesOf(subgraphs, limits);
  const departures = edge.servers.map((one) => {
    measureRequests(one, metrics);
    return addHealthRoutes(one, probes);
  });
  const sharing = new AnswerSharing();
  measureReuse(metrics.meter, { supergraph, sharing });
  const door = { identify: identifier(verifier, limits), spool };
  const nonces = await noncesOf(options);
  const signedRequests = new SignedRequests(options.signingKeys, nonces);
  const admission = new Admission();
  addGraphqlRoute(server, { ...door, signedRequests, apollo, sharing, admission, limits, log });
  edge.addAdminRoutes((scope) => {
    addMetricsRoute(scope, metrics, scrapersOnly({ ...door, metricsToken: options.metricsToken }));
    options.addAdminRoutes?.(scope);
  });
  options.addRoutes(server);
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
      nonces?.close();
      await metrics.stop();
    },
  };
}

async function limitsOf(
  { limits: options, log }: GatewayOptions,
  spool: RefusalSpool,
  metrics: Metrics,
): Promise<Limits | null> {
  if (options === undefined) return null;
  const limits = new Limits(options, spool, log);
  await limits.opened();
  measureLimits(metrics.meter, limits);
  return limits;
}

/** Who asks, by a credential that is counted where it is refused. */
function identifier(verifier: TokenVerifier, limits: Limits | null) {
  return (received: Received, authorization: string | undefined): Promise<Identified> => {
    const asked = () => identify(received, authorization, verifier);
    return limits === null || authorization === undefined ? asked() : limits.guardCredential(received, asked);
  };
}

function probesOf(
  subgraphs: GatewayOptions['subgraphs'],
  limits: Limits | null,
): Readonly<Record<string, Probe>> {
  return {
    ...Object.fromEntries([...subgraphs].map(([name, { probe }]) => [name, probe])),
    ...(limits?.probe && { redis: dispensable(limits.probe) }),
  };
}

async function noncesOf({ signingKeys, redisUrl, log }: GatewayOptions): Promise<RedisNonces | null> {
  return signingKeys === null || redisUrl === undefined ? null : RedisNonces.open(redisUrl, 'gateway', log);
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
