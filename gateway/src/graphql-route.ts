import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { auditMessage } from '@manuel/audit/client';
import type { Caller, TokenVerifier } from '@manuel/identity';
import { type Logger, NotAuthenticated } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { identify } from './pipeline/identify.ts';
import { clientStatusOf, respondToFailure, respondWithError } from './pipeline/respond.ts';
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
        await spool.add(refusalOf(request.id, null, error.code));
        return respondWithError(reply, received, error);
      }
    },
    async errorHandler(error, request, reply) {
      const caller = requests.get(request)?.caller ?? null;
      if (clientStatusOf(error) !== null) await spool.add(refusalOf(request.id, caller, 'BAD_REQUEST'));
      return respondToFailure(reply, request.id, error, log);
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

function refusalOf(requestId: string, caller: Caller | null, code: string) {
  return auditMessage({ caller, requestId, action: 'request.refuse', outcome: 'REFUSED', code });
}
