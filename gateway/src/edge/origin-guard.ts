import type { FastifyInstance } from 'fastify';
import { GRAPHQL_PATH } from '../graphql-route.ts';
import { ForeignOrigin, type Origins } from './origins.ts';
import type { RefusedAddresses } from './refused-addresses.ts';

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses what the page of another site asks or changes. That it opens a page here does no harm: links do. */
export function guardOrigins(server: FastifyInstance, origins: Origins, refused: RefusedAddresses): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (isHarmless(request.method, request.url) || origins.mayAsk(request)) {
      done();
      return;
    }
    const failure = new ForeignOrigin();
    const { id: requestId, ip: address } = request;
    reply.header('connection', 'close');
    refused.note({ address, code: failure.code, requestId }).then(() => done(failure), done);
  });
}

/** GraphQL answers a GET with data; of a preflight, others decide. */
function isHarmless(method: string, url: string): boolean {
  return SAFE.has(method) && (method === 'OPTIONS' || !url.startsWith(GRAPHQL_PATH));
}
