import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { auditMessage } from '@manuel/audit/client';
import type { Caller } from '@manuel/identity';
import { type Logger, NotAuthenticated } from '@manuel/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Admission } from './admission.ts';
import type { AnswerSharing, ShareableRequest, SharedAnswer } from './answer-sharing.ts';
import { type PartsFormat, partsFormat } from './pipeline/deliver.ts';
import { ClientGone, clientCodeOf, respondToFailure, respondWithError } from './pipeline/respond.ts';
import type { Identified, Received } from './pipeline/stages.ts';
import type { RefusalSpool } from './refusals/refusal-spool.ts';

export const GRAPHQL_PATH = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<Identified>;
  /** Tells who asks. @throws NotAuthenticated */
  readonly identify: (received: Received, authorization: string | undefined) => Promise<Identified>;
  /** Null where every request is answered by itself. */
  readonly sharing: AnswerSharing | null;
  readonly admission: Admission;
  readonly spool: RefusalSpool;
  readonly log: Logger;
}

/** GraphQL over HTTP: who asks is known before the body counts, and Apollo Server runs the rest of the pipeline. */
export function addGraphqlRoute(
  server: FastifyInstance,
  { apollo, identify, sharing, admission, spool, log }: GraphqlRouteOptions,
): void {
  const requests = new WeakMap<FastifyRequest, Identified>();
  const answerOperation = fastifyApolloHandler(apollo, {
    context: async (request) => identifiedOf(request),
  });
  const identifiedOf = (request: FastifyRequest): Identified => {
    const identified = requests.get(request);
    if (identified === undefined) throw new Error('The request was not identified.');
    return identified;
  };
  const answerInParts = async (request: FastifyRequest, reply: FastifyReply, format: PartsFormat) => {
    requests.set(request, { ...identifiedOf(request), partsFormat: format });
    const answer = () => admission.run<unknown>(async () => answerOperation.call(server, request, reply));
    const body = await (sharing === null ? answer() : sharing.alone(shareable(request), answer));
    // What comes in parts is on its way already.
    return body === reply ? reply : send(reply, answerOf(body, reply));
  };
  server.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    async onRequest(request, reply) {
      const received = { requestId: request.id, signal: leaving(reply) };
      try {
        requests.set(request, await identify(received, request.headers.authorization));
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
      if (request.method === 'GET' && isFromHere(request)) request.headers['apollo-require-preflight'] = '1';
      const format = formatFor(request);
      if (format !== null) return answerInParts(request, reply, format);
      const identified = identifiedOf(request);
      const answer = async (signal: AbortSignal) => {
        requests.set(request, { ...identified, signal });
        const answered = await admission.run(async () => answerOperation.call(server, request, reply));
        return answerOf(answered, reply);
      };
      const { signal } = identified;
      const shared = await (sharing === null
        ? answer(signal)
        : sharing.share({ ...shareable(request), signal }, answer));
      return send(reply, shared);
    },
  });
}

function send(reply: FastifyReply, { status, headers, body }: SharedAnswer): FastifyReply {
  throwUnread(body, status);
  return reply.code(status).headers(headers).send(body);
}

/** Null when the answer is to come as a whole. */
function formatFor({ headers, method, body, query }: FastifyRequest): PartsFormat | null {
  if (!headers.accept?.includes('multipart/mixed')) return null;
  const asked = Asked.safeParse(method === 'POST' ? body : query);
  return asked.success && asked.data.query.includes('@defer') ? partsFormat(headers.accept) : null;
}

const Asked = z.object({ query: z.string() });

/** Is aborted when the connection closes before the answer is sent. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new ClientGone('The client closed its connection.'));
  });
  return controller.signal;
}

/** Apollo Server's answer as it has set it up; its handler gives the text that is to be sent. */
function answerOf(body: unknown, reply: FastifyReply): SharedAnswer {
  const named = ['content-type', 'cache-control'].map((name) => [name, reply.getHeader(name)]);
  const headers = Object.fromEntries(named.filter(([, value]) => value !== undefined));
  return { status: reply.statusCode, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** Everything that says who asks is in the authorization header, and no other header reaches a subgraph. */
function shareable({ headers, method, body, query }: FastifyRequest): Omit<ShareableRequest, 'signal'> {
  return {
    identity: headers.authorization ?? '',
    accept: headers.accept ?? '',
    body: method === 'POST' ? body : query,
  };
}

/**
 * A GET that no foreign page made needs no preflight: browsers say where a request comes from (Fetch Metadata), and
 * other clients say nothing. Apollo Server would refuse every GET without a header of its own.
 */
function isFromHere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
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
