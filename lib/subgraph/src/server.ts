import { type Metrics, measureRequests } from '@manuel/metrics';
import { addHealthRoutes, type Departure, type Probe } from '@manuel/service';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { leavingOf } from './abandonment.ts';
import type { SubgraphTransport } from './transport.ts';

const LARGEST_BODY_BYTES = 4 * 1024 * 1024;
/** A request's body may take this long to arrive: files come on the same server. */
const REQUEST_DEADLINE_MS = 600_000;

/** No browser has anything to do here; should one come, it shows and loads nothing. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

const Body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/**
 * The HTTP server of one subgraph: POST /graphql for the gateway and for other subgraphs, and its health.
 * @param probes its dependencies, for /health/ready
 * @param metrics take every request
 * @returns the server, and what makes it leave
 */
export function subgraphServer(
  subgraph: SubgraphTransport,
  probes: Readonly<Record<string, Probe>>,
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
  const departure = addHealthRoutes(server, probes);
  server.post('/graphql', async (request, reply) => {
    const body = Body.safeParse(request.body);
    if (!body.success)
      return reply
        .code(400)
        .send({ errors: [{ message: z.prettifyError(body.error), extensions: { code: 'BAD_REQUEST' } }] });
    const { query, variables, operationName } = body.data;
    return subgraph.execute(
      { query, variables: variables ?? undefined, operationName: operationName ?? undefined },
      headersOf(request.headers),
      leavingOf(reply.raw),
    );
  });
  return { server, departure };
}

/** Repeated headers, which Node gives as lists, are none of ours. */
function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
