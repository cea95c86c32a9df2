import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { ClientGone, InvalidInput, type Logger, NotFound } from '@manuel/service';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { tellAddresses } from './edge/client-address.ts';
import { Networks } from './edge/networks.ts';
import { SECURITY_HEADERS } from './edge/security-headers.ts';
import { refuseSlowBodies } from './edge/slow-clients.ts';
import { answerUnreadable } from './edge/unreadable.ts';
import { respondToFailure } from './pipeline/respond.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;
/** A request's body may take this long to arrive: files come through here too. */
const REQUEST_DEADLINE_MS = 600_000;
/** A body that is no file may take this long. */
const BODY_DEADLINE_MS = 30_000;
const HEADERS_DEADLINE_MS = 15_000;
/** How often it is looked for who is late. */
const CHECK_MS = 5_000;

/** Answers of a kilobyte or more, as the client accepts them; brotli's middle levels cost little more than gzip. */
const COMPRESSION = {
  threshold: 1024,
  encodings: ['br' as const, 'gzip' as const],
  // What the library would find in a table of all media types.
  customTypes: /^(?:text\/|application\/(?:[\w.-]+\+)?json|application\/javascript|image\/svg)/,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted with `ClientGone` when the connection closes before the answer is sent. */
    leaving: AbortSignal;
  }
}

export interface HttpServerOptions {
  /** The proxies that are believed where a request comes from; by default none. */
  readonly trusted?: Networks;
  /** How long a request's headers may take to arrive, in milliseconds. */
  readonly headersDeadlineMs?: number;
  /** How long a body that is no file may take, in milliseconds. */
  readonly bodyDeadlineMs?: number;
}

/** An HTTP server that gives each request an id, logs a line for each and tells failures in GraphQL's shape. */
export async function createHttpServer(
  log: Logger,
  {
    trusted = new Networks([]),
    headersDeadlineMs = HEADERS_DEADLINE_MS,
    bodyDeadlineMs = BODY_DEADLINE_MS,
  }: HttpServerOptions = {},
): Promise<FastifyInstance> {
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    respondToFailure(reply, request.id, error, log);
  const server = fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: 'idle',
    // What arrives while the server closes was sent in good faith, and all that answers it is still there.
    return503OnClosing: false,
    requestTimeout: REQUEST_DEADLINE_MS,
    http: {
      headersTimeout: headersDeadlineMs,
      connectionsCheckingInterval: Math.min(headersDeadlineMs, CHECK_MS),
      // Refused below: Node's own refusal bears no header.
      requireHostHeader: false,
    },
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    clientErrorHandler: answerUnreadable,
    // A URL that the router cannot read passes no hook.
    frameworkErrors: (error, request, reply) => fail(error, request, named(request, reply)),
  });
  // An expectation that nobody knows may be passed over (RFC 9110, 10.1.1); Node's own refusal bears no header.
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  tellAddresses(server, trusted);
  // Answers only: a compressed request could unfold to more than the bound on bodies.
  await server.register(compress, { ...COMPRESSION, globalDecompression: false });
  server.setErrorHandler(fail);
  server.setNotFoundHandler((request, reply) => fail(new NotFound('There is nothing here.'), request, reply));
  server.decorateRequest('leaving');
  server.addHook('onRequest', (request, reply, done) => {
    named(request, reply);
    request.leaving = leavingOf(request, reply, log);
    const isNameless = request.headers.host === undefined && request.raw.httpVersion === '1.1';
    done(isNameless ? new InvalidInput('host', 'A request of HTTP/1.1 needs a host header.') : undefined);
  });
  refuseSlowBodies(server, bodyDeadlineMs);
  logAnswers(server, log);
  return server;
}

/** Gives an answer the headers that all have. */
function named({ id }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.headers(SECURITY_HEADERS).header('x-request-id', id);
}

/** Aborted with `ClientGone` when the connection closes before the answer is sent. */
function leavingOf(request: FastifyRequest, reply: FastifyReply, log: Logger): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return;
    const gone = new ClientGone('The client closed its connection.');
    const { id, method, routeOptions } = request;
    // It has no response, so `onResponse` does not tell of it.
    log.info({ requestId: id, method, route: routeOptions.url, status: gone.httpStatus }, 'the client left');
    controller.abort(gone);
  });
  return controller.signal;
}

function logAnswers(server: FastifyInstance, log: Logger): void {
  server.addHook('onResponse', ({ id, method, routeOptions }, { statusCode, elapsedTime }, done) => {
    const milliseconds = Math.round(elapsedTime);
    log.info(
      { requestId: id, method, route: routeOptions.url, status: statusCode, milliseconds },
      'answered',
    );
    done();
  });
}

/** The client's own id for the request when it is one that can stand in logs and entries; else a new one. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}
