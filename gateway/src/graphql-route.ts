import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { auditMessage } from '@manuel/audit/client';
import type { Caller, Message } from '@manuel/identity';
import { type Logger, NotAuthenticated } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Admission } from './admission.ts';
import type { AnswerSharing, ShareableRequest, SharedAnswer } from './answer-sharing.ts';
import type { EntrySpool } from './entries/entry-spool.ts';
import { LazyBodies } from './lazy-bodies.ts';
import type { Limits } from './limits/limits.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import { type PartsFormat, partsFormat } from './pipeline/deliver.ts';
import { type Identify, keyBehind } from './pipeline/identification.ts';
import { clientCodeOf, respondToFailure, respondWithError } from './pipeline/respond.ts';
import { API_KEY_HEADER } from './pipeline/shown-key.ts';
import type { SignedRequest, SignedRequests } from './pipeline/signed-requests.ts';
import type { Identified, Received } from './pipeline/stages.ts';

export const GRAPHQL_PATH = '/graphql';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, of requests to the GraphQL route; null until it is known. */
    identified: Identified | null;
    /** Of requests to the GraphQL route that their client has signed, what lets them in; null of others. */
    signed: SignedRequest | null;
  }
}

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<Identified>;
  readonly identify: Identify;
  readonly signedRequests: SignedRequests;
  /** Null where every request is answered by itself. */
  readonly sharing: AnswerSharing | null;
  readonly admission: Admission;
  /** Null where nobody is limited. */
  readonly limits: Limits | null;
  readonly spool: EntrySpool;
  readonly log: Logger;
}

/** GraphQL over HTTP: who asks is known before the body counts, and Apollo Server runs the rest of the pipeline. */
export function addGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const { identify, limits, signedRequests, spool, log } = options;
  const refuse = async (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
    if (!(error instanceof NotAuthenticated)) throw error;
    const { caller, target } = keyBehind(error);
    await spool.add(refusalOf(request.id, request.identified?.caller ?? caller, error.code, target));
    return respondWithError(reply, { requestId: request.id }, error);
  };
  // Signatures are credentials like others: who sends many bad ones is kept out for a while.
  const guarded = <T>(request: FastifyRequest, look: () => Promise<T>) =>
    limits === null ? look() : limits.guardCredential(receivedOf(request), look);
  // A scope of its own, because of its bodies.
  server.register(async (scope) => {
    scope.decorateRequest('identified', null);
    scope.decorateRequest('signed', null);
    const door = new Door(scope, options);
    scope.route({
      url: GRAPHQL_PATH,
      method: ['GET', 'POST'],
      async onRequest(request, reply) {
        const received = receivedOf(request);
        try {
          request.signed = isSigned(request)
            ? await guarded(request, () => signedRequests.open(messageOf(request)))
            : null;
          const identified =
            request.signed === null
              ? await identify(received, request.headers)
              : identifiedBy(request.signed, received);
          request.identified = limited(identified, limits);
        } catch (error) {
          return refuse(request, reply, error);
        }
      },
      async preHandler(request, reply) {
        try {
          const { signed } = request;
          if (signed !== null) await guarded(request, () => signed.admit(door.bodyOf(request)));
        } catch (error) {
          return refuse(request, reply, error);
        }
      },
      async errorHandler(error, request, reply) {
        const code = clientCodeOf(error);
        if (code !== null) await spool.add(refusalOf(request.id, request.identified?.caller ?? null, code));
        const refused = await settle(request.identified?.limits, reply);
        return respondToFailure(reply, request.id, refused ?? error, log);
      },
      handler: (request, reply) => door.answer(request, reply),
    });
  });
}

/** Answers requests whose callers are known. */
class Door {
  readonly #bodies: LazyBodies;
  readonly #answerOperation: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  readonly #sharing: AnswerSharing | null;
  readonly #admission: Admission;

  constructor(scope: FastifyInstance, { apollo, sharing, admission }: GraphqlRouteOptions) {
    this.#bodies = new LazyBodies(scope);
    this.#sharing = sharing;
    this.#admission = admission;
    const answerOperation = fastifyApolloHandler(apollo, { context: async (one) => identifiedOf(one) });
    this.#answerOperation = async (request, reply) => answerOperation.call(scope, request, reply);
  }

  bodyOf(request: FastifyRequest): string | undefined {
    return this.#bodies.bodyOf(request);
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (needsNoPreflight(request)) request.headers['apollo-require-preflight'] = '1';
    const format = partsFormat(request.headers.accept);
    if (format !== null && this.#bodies.queryOf(request)?.includes('@defer'))
      return this.#answerInParts(request, reply, format);
    const identified = identifiedOf(request);
    const { limits } = identified;
    const answer = async (signal: AbortSignal) => {
      request.identified = { ...identified, signal };
      const answered = answerOf(await this.#run(request, reply), reply);
      return { ...answered, charges: limits?.charges ?? [] };
    };
    if (this.#sharing === null) return send(reply, await answer(identified.signal));
    const shared = await this.#sharing.share(this.#shareable(request), answer);
    // Who got the answer of an equal request has not been counted with it.
    if (limits?.isCounted === false) await limits.count(shared.charges ?? []);
    return send(reply.headers(limits?.headers ?? {}), shared);
  }

  async #answerInParts(request: FastifyRequest, reply: FastifyReply, partsFormat: PartsFormat) {
    request.identified = { ...identifiedOf(request), partsFormat };
    const answer = () => this.#run(request, reply);
    const body = await (this.#sharing?.alone(this.#shareable(request), answer) ?? answer());
    // What comes in parts is on its way already.
    return body === reply ? reply : send(reply, answerOf(body, reply));
  }

  #run(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.#bodies.read(request);
    return this.#admission.run(() => this.#answerOperation(request, reply));
  }

  /** No header reaches a subgraph but the one that says who asks. */
  #shareable(request: FastifyRequest): ShareableRequest {
    const { accept = '' } = request.headers;
    const { leaving: signal } = request;
    const text = this.#bodies.textOf(request);
    return {
      identity: identityOf(request),
      accept,
      text,
      query: () => this.#bodies.queryOf(request),
      signal,
    };
  }
}

/** @throws RateLimited for a caller who is known to have used up what one may ask */
function limited(identified: Identified, limits: Limits | null): Identified {
  if (limits === null) return identified;
  limits.refuseKnown(identified);
  return { ...identified, limits: limits.begin(identified) };
}

/** Counts a request that came to nothing. @returns why it is refused, if it is */
async function settle(limits: RequestLimits | undefined, reply: FastifyReply): Promise<Error | null> {
  const refused = (await limits?.settle()) ?? null;
  reply.headers(limits?.headers ?? {});
  return refused;
}

function identifiedBy({ caller, keyId }: SignedRequest, received: Received): Identified {
  return { ...received, caller, credential: { kind: 'signature', id: keyId } };
}

function receivedOf({ id: requestId, ip: address, leaving: signal }: FastifyRequest): Received {
  return { requestId, address, signal };
}

function isSigned({ headers }: FastifyRequest): boolean {
  return headers['signature-input'] !== undefined || headers.signature !== undefined;
}

/** What a client signs of its request. */
function messageOf({ method, protocol, host, originalUrl, headers }: FastifyRequest): Message {
  return { method, scheme: protocol, authority: host, target: originalUrl, headers };
}

/** Everything that says who asks: the headers that do, or the key and whom it speaks for, as no two signatures are equal. */
function identityOf({ headers, signed }: FastifyRequest): string {
  const { authorization = '', [API_KEY_HEADER]: apiKey = '' } = headers;
  return signed === null
    ? `bearer ${authorization}\n${apiKey}`
    : `key ${signed.keyId} ${JSON.stringify(signed.caller)}`;
}

function identifiedOf({ identified }: Pick<FastifyRequest, 'identified'>): Identified {
  if (identified === null) throw new Error('The request was not identified.');
  return identified;
}

function send(reply: FastifyReply, { status, headers, body }: SharedAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

/** Apollo Server's answer as it has set it up; its handler gives the text that is to be sent. */
function answerOf(body: unknown, reply: FastifyReply): SharedAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  throwUnread(text, reply.statusCode);
  const named = ['content-type', 'cache-control'].map((name) => [name, reply.getHeader(name)]);
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(named.filter(([, value]) => value !== undefined)),
    // Apollo Server writes errors first.
    hasErrors: text.startsWith('{"errors":'),
    body: text,
  };
}

/**
 * Apollo Server would refuse every GET without a header of its own, lest the page of another site sent it. Those have been
 * refused already, but for ones that bear a body's type without a body: of these it knows the tricks.
 */
function needsNoPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers['content-type'] === undefined;
}

/**
 * What Apollo Server refuses before it has read an operation has passed no stage of the pipeline and bears no request
 * id: it is thrown to be told and answered like what Fastify could not read.
 */
function throwUnread(answer: string, statusCode: number): void {
  if (statusCode < 400) return;
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

function refusalOf(requestId: string, caller: Caller | null, code: string, target?: string) {
  const refused = { action: 'request.refuse', outcome: 'REFUSED', code } as const;
  return auditMessage({ caller, requestId, ...refused, ...(target !== undefined && { target }) });
}
