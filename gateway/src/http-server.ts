import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { ClientGone, type Logger } from '@manuel/service';
import fastify, { type FastifyInstance } from 'fastify';
import { respondToFailure } from './pipeline/respond.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;
/** A request's body may take this long to arrive: files come through here too. */
const REQUEST_DEADLINE_MS = 600_000;

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

/** An HTTP server that gives each request an id, logs a line for each and tells failures in GraphQL's shape. */
export async function createHttpServer(log: Logger): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: 'idle',
    // What arrives while the server closes was sent in good faith, and all that answers it is still there.
    return503OnClosing: false,
    requestTimeout: REQUEST_DEADLINE_MS,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  // Answers only: a compressed request could unfold to more than the bound on bodies.
  await server.register(compress, { ...COMPRESSION, globalDecompression: false });
  server.setErrorHandler((error, request, reply) => respondToFailure(reply, request.id, error, log));
  server.decorateRequest('leaving');
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    const controller = new AbortController();
    request.leaving = controller.signal;
    reply.raw.once('close', () => {
      if (reply.raw.writableFinished) return;
      const gone = new ClientGone('The client closed its connection.');
      const { id, method, routeOptions } = request;
      // It has no response, so `onResponse` does not tell of it.
      log.info(
        { requestId: id, method, route: routeOptions.url, status: gone.httpStatus },
        'the client left',
      );
      controller.abort(gone);
    });
    done();
  });
  server.addHook('onResponse', ({ id, method, routeOptions }, { statusCode, elapsedTime }, done) => {
    const milliseconds = Math.round(elapsedTime);
    log.info(
      { requestId: id, method, route: routeOptions.url, status: statusCode, milliseconds },
      'answered',
    );
    done();
  });
  return server;
}

/** The client's own id for the request when it is one that can stand in logs and entries; else a new one. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}
