import type { FastifyInstance } from 'fastify';
import { ForeignOrigin, type Origins } from './origins.ts';
import type { RefusedAddresses } from './refused-addresses.ts';

/** Methods that change nothing, but for GraphQL's own GETs. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const GRAPHQL = /^\/graphql(?:[/?]|$)/;

/** Refuses what the page of another site asks or changes. That it opens a page here does no harm: links do. */
export function guardOrigins(server: FastifyInstance, origins: Origins, refused: RefusedAddresses): void {
  server.addHook('onRequest', (request, reply, done) => {
    if ((SAFE.has(request.method) && !GRAPHQL.test(request.url)) || request.method === 'OPTIONS') {
      done();
      return;
    }
    if (origins.mayAsk(request)) {
      done();
      return;
    }
    const failure = new ForeignOrigin();
    reply.header('connection', 'close');
    const { id: requestId, ip: address } = request;
    refused.note({ address, code: failure.code, requestId }).then(() => done(failure), done);
  });
}
