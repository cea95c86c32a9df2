import type { OriginVerifier } from '@manuel/identity';
import { type Metrics, measureRequests } from '@manuel/metrics';
import { addHealthRoutes, type Departure, type Logger } from '@manuel/service';
import fastify, { type FastifyInstance } from 'fastify';
import { addGraphqlRoute } from './graphql-route.ts';
import type { SubgraphService } from './service.ts';

const LARGEST_BODY_BYTES = 4 * 1024 * 1024;
/** A request's body may take this long to arrive: files come on the same server. */
const REQUEST_DEADLINE_MS = 600_000;

/** No browser has anything to do here; should one come, it shows and loads nothing. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/**
 * The HTTP server of one subgraph: POST /graphql for the gateway and for other subgraphs, and its health.
 * @param metrics take every request
 * @returns the server, and what makes it leave
 */
export function subgraphServer(
  service: Pick<SubgraphService, 'subgraph' | 'probes' | 'onRefused'>,
  { origins, log }: { readonly origins: OriginVerifier; readonly log: Logger },
  metrics: Metrics,
): { readonly server: FastifyInstance; readonly departure: Departure } {
  const server = fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_DEADLINE_MS,
    forceCloseConnections: 'idle',
    // What arrives while the server closes was sent in good faith, and all that answers it is still there.
    return503OnClosing: false,
  });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  measureRequests(server, metrics);
  const departure = addHealthRoutes(server, service.probes);
  addGraphqlRoute(server, { ...service, origins, log });
  return { server, departure };
}
