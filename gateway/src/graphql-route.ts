import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { auditMessage } from '@manuel/audit/client';
import type { Caller, TokenVerifier } from '@manuel/identity';
import { type Logger, NotAuthenticated } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identify } from './pipeline/identify.ts';
import { clientCodeOf, respondToFailure, respondWithError } from './pipeline/respond.ts';
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
  const answerOperation = fastifyApolloHandler(apollo, {
    async context(request) {
      const identified = requests.get(request);
      if (identified === undefined) throw new Error('The request was not identified.');
      return identified;
    },
  });
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
      const code = clientCodeOf(error);
      if (code !== null) await spool.add(refusalOf(request.id, caller, code));
      return respondToFailure(reply, request.id, error, log);
    },
    async handler(request, reply) {
      const answer = await answerOperation.call(server, request, reply);
      throwUnread(answer, reply.statusCode);
      return answer;
    },
  });
}

/**
 * What Apollo Server refuses before it has read an operation has passed no stage of the pipeline and bears no request
 * id: it is thrown to be told and answered like what Fastify could not read.
 */
function throwUnread(answer: unknown, statusCode: number): void {
  if (statusCode < 400 || typeof answer !== 'string') return;
  const unread = Unread.safeParse(JSON.parse(answer));
  if (unread.success) throw Object.assign(new Error(unread.data.errors[0].message), { statusCode });
}

const Unread = z.object({
  errors: z.tuple([
    z.object({
      message: z.string(),
      extensions: z.object({ code: z.literal('BAD_REQUEST'), requestId: z.undefined().optional() }),
    }),
  ]),
});

function refusalOf(requestId: string, caller: Caller | null, code: string) {
  return auditMessage({ caller, requestId, action: 'request.refuse', outcome: 'REFUSED', code });
}
