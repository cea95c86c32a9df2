import { type OriginVerifier, SignatureRefused, type SignedOrigin } from '@manuel/identity';
import { type Logger, type ServiceError, Unavailable } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { leavingOf } from './abandonment.ts';
import type { SubgraphService } from './service.ts';
import { isSurelyQuery } from './surely-query.ts';
import type { SubgraphAnswer, SubgraphRequest } from './transport.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, of requests to a subgraph's GraphQL route; null until it is known. */
    signedOrigin: SignedOrigin | null;
  }
}

const Body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export interface GraphqlRouteOptions extends Pick<SubgraphService, 'subgraph' | 'onRefused'> {
  readonly origins: OriginVerifier;
  readonly log: Logger;
}

/**
 * Adds POST /graphql for other processes. The signature is verified when the headers are there, its digest when the
 * body is, and nothing of the body is read before that. What is refused is answered with 401, in GraphQL's shape.
 */
export function addGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  // A scope of its own, because of its bodies.
  server.register(async (scope) => {
    const door = new Door(options, scope.getDefaultJsonParser('error', 'error'));
    scope.decorateRequest('signedOrigin', null);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.route({
      url: '/graphql',
      method: 'POST',
      onRequest: (request, reply) => door.identify(request, reply),
      handler: (request, reply) => door.answer(request, reply),
    });
  });
}

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

class Door {
  readonly #options: GraphqlRouteOptions;
  readonly #parse: JsonParser;

  constructor(options: GraphqlRouteOptions, parse: JsonParser) {
    this.#options = options;
    this.#parse = parse;
  }

  async identify(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { method, protocol, host, url, headers } = request;
    try {
      const message = { method, scheme: protocol, authority: host, target: url, headers };
      request.signedOrigin = this.#options.origins.verify(message);
      return undefined;
    } catch (error) {
      return this.#refuse(error, reply);
    }
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<SubgraphAnswer | FastifyReply> {
    const { signedOrigin } = request;
    if (signedOrigin === null) throw new Error('The request was not identified.');
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    try {
      signedOrigin.verifyBody(body);
      const asked = this.#read(request, body);
      await signedOrigin.useOnce(!isSurelyQuery(asked));
      return await this.#options.subgraph.execute(asked, signedOrigin.origin, leavingOf(reply.raw));
    } catch (error) {
      return this.#refuse(error, reply);
    }
  }

  /** @throws Unreadable when the body is no GraphQL request */
  #read(request: FastifyRequest, body: Buffer): SubgraphRequest {
    let json: unknown;
    // Fastify's own parser calls back before it returns.
    void this.#parse(request, body.toString(), (error, value) => {
      if (error !== null) throw new Unreadable(error.message);
      json = value;
    });
    const parsed = Body.safeParse(json);
    if (!parsed.success) throw new Unreadable(z.prettifyError(parsed.error));
    const { query, variables, operationName } = parsed.data;
    return { query, variables: variables ?? undefined, operationName: operationName ?? undefined };
  }

  /** Answers what was not executed. @throws what was none of the caller's fault */
  async #refuse(error: unknown, reply: FastifyReply): Promise<FastifyReply> {
    const { log, onRefused } = this.#options;
    if (error instanceof Unreadable) return respond(reply, error);
    if (!(error instanceof SignatureRefused)) throw error;
    log.warn({ reason: error.reason }, 'a request was refused that no other process had signed');
    try {
      await onRefused([{ origin: null, code: error.code, field: null }]);
    } catch (cause) {
      log.error({ err: cause }, 'a refusal could not be kept');
      return respond(reply, new Unavailable('This cannot be answered now; try again in a moment.'));
    }
    return respond(reply, error);
  }
}

/** What was signed, and yet is no GraphQL request. */
class Unreadable extends Error {
  readonly code = 'BAD_REQUEST';
  readonly httpStatus = 400;
}

type Answered = Pick<ServiceError, 'message' | 'code' | 'httpStatus'>;

function respond(reply: FastifyReply, { message, code, httpStatus }: Answered): FastifyReply {
  return reply.code(httpStatus).send({ errors: [{ message, extensions: { code } }] });
}
