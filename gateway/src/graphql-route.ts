import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { auditMessage } from '@manuel/audit/client';
import type { TokenVerifier } from '@manuel/identity';
import { type Logger, NotAuthenticated, type ServiceError } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { identify } from './pipeline/identify.ts';
import { respondWithError } from './pipeline/respond.ts';
import type { Identified } from './pipeline/stages.ts';
import type { RefusalSpool } from './refusals/refusal-spool.ts';

export const GRAPHQL_PATH = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<Identified>;
  readonly verifier: TokenVerifier;
  readonly spool: RefusalSpool;
  readonly log: Logger;
}

/** GraphQL over HTTP: who asks is known before the body counts, and Apollo Server runs the rest of the pipeline. */
export function addGraphqlRoute(
  server: FastifyInstance,
  { apollo, verifier, spool, log }: GraphqlRouteOptions,
): void {
  const requests = new WeakMap<FastifyRequest, Identified>();
  server.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    async onRequest(request, reply) {
      const received = { requestId: request.id, log: log.child({ requestId: request.id }) };
      try {
        requests.set(request, await identify(received, request.headers.authorization, verifier));
      } catch (error) {
        if (!(error instanceof NotAuthenticated)) throw error;
        await spool.add(refusalOf(request.id, error));
        return respondWithError(reply, received, error);
      }
    },
    handler: fastifyApolloHandler(apollo, {
      async context(request) {
        const identified = requests.get(request);
        if (identified === undefined) throw new Error('The request was not identified.');
        return identified;
      },
    }),
  });
}

function refusalOf(requestId: string, { code }: ServiceError) {
  return auditMessage({ caller: null, requestId, action: 'request.refuse', outcome: 'REFUSED', code });
}
