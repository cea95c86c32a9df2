import { join } from 'node:path';
import { AuditClient } from '@manuel/audit/client';
import type { OriginSigner, TokenVerifier } from '@manuel/identity';
import { addHealthRoutes, type Logger, newId, type Probe, type Running } from '@manuel/service';
import type { SubgraphTransport } from '@manuel/subgraph';
import fastify, { type FastifyInstance } from 'fastify';
import { addGraphqlRoute, GRAPHQL_PATH } from './graphql-route.ts';
import { SignedDataSource } from './pipeline/fetch.ts';
import { pipelineServer } from './pipeline/index.ts';
import { respondToFailure } from './pipeline/respond.ts';
import { playground } from './playground.ts';
import { RefusalSpool } from './refusals/refusal-spool.ts';
import { planningGateway } from './supergraph.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;

/** One subgraph as the gateway sees it. */
export interface GatewaySubgraph {
  readonly transport: SubgraphTransport;
  readonly probe: Probe;
}

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** By the names that the supergraph gives them. */
  readonly subgraphs: ReadonlyMap<string, GatewaySubgraph>;
  /** Adds the way to the routes that are not GraphQL, such as PUT /files. */
  readonly addRoutes: (server: FastifyInstance) => void;
  readonly signer: OriginSigner;
  readonly verifier: TokenVerifier;
  readonly dataFolder: string;
  readonly log: Logger;
  /** Makes a token for the demo user; undefined where nobody gets one for nothing. */
  readonly demoToken: (() => Promise<string>) | undefined;
}

/** A gateway that is ready to listen. */
export interface Gateway extends Running {
  readonly server: FastifyInstance;
}

/** Builds the front door: GraphQL, health, files and the playground on one port. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, signer, subgraphs, verifier } = options;
  const audit = new AuditClient('gateway', transportTo(subgraphs, 'audit'), signer);
  const spool = await RefusalSpool.open(join(options.dataFolder, 'refusals'), audit, log);
  const dataSource = (name: string) => new SignedDataSource(name, transportTo(subgraphs, name), signer);
  const apollo = pipelineServer(planningGateway(options.supergraphSdl, dataSource, log), spool, log);
  await apollo.start();
  const server = createServer(log);
  addHealthRoutes(server, Object.fromEntries([...subgraphs].map(([name, { probe }]) => [name, probe])));
  addGraphqlRoute(server, { apollo, verifier, spool, log });
  options.addRoutes(server);
  await server.register(playground({ demoToken: options.demoToken, graphqlPath: GRAPHQL_PATH }));
  return {
    server,
    async stop() {
      await server.close();
      await apollo.stop();
      await spool.stop();
    },
  };
}

function createServer(log: Logger): FastifyInstance {
  const server = fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  server.setErrorHandler((error, request, reply) => respondToFailure(reply, request.id, error, log));
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  });
  server.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode, elapsedTime }) => {
    const milliseconds = Math.round(elapsedTime);
    log.info(
      { requestId: id, method, route: routeOptions.url, status: statusCode, milliseconds },
      'answered',
    );
  });
  return server;
}

/** The client's own id for the request when it is one that can stand in logs and entries; else a new one. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : newId();
}

function transportTo(subgraphs: ReadonlyMap<string, GatewaySubgraph>, name: string): SubgraphTransport {
  const subgraph = subgraphs.get(name);
  if (subgraph === undefined) throw new Error(`The supergraph names ${name}, and nobody said where it is.`);
  return subgraph.transport;
}
