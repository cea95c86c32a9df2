import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { type Logger, newId } from '@manuel/service';
import fastify, { type FastifyInstance } from 'fastify';
import { respondToFailure } from './pipeline/respond.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;
/** A request's body may take this long to arrive: files come through here too. */
const REQUEST_DEADLINE_MS = 600_000;

/** Answers of a kilobyte or more, as the client accepts them; brotli's middle levels cost little more than gzip. */
const COMPRESSION = {
  threshold: 1024,
  encodings: ['br' as const, 'gzip' as const],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
};

/** The status that proxies log when a client has closed its connection before there was an answer. */
const CLIENT_GONE = 499;

/** An HTTP server that gives each request an id, logs a line for each and tells failures in GraphQL's shape. */
export async function createHttpServer(log: Logger): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_DEADLINE_MS,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  // Answers only: a compressed request could unfold to more than the bound on bodies.
  await server.register(compress, { ...COMPRESSION, globalDecompression: false });
  server.setErrorHandler((error, request, reply) => respondToFailure(reply, request.id, error, log));
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    // What closes before it is sent has no response that `onResponse` could tell of.
    reply.raw.once('close', () => {
      if (reply.raw.writableFinished) return;
      const { id, method, routeOptions } = request;
      log.info({ requestId: id, method, route: routeOptions.url, status: CLIENT_GONE }, 'the client left');
    });
  });
  server.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode, elapsedTime }) => {
    const milliseconds = Math.round(elapsedTime);
    log.info(
      { requestId: id, method, route: routeOptions.url, status: statusCode, milliseconds },
      'answered',
    );
  });
  return server;
}

/** The client's own id for the request when it is one that can stand in logs and entries; else a new one. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : newId();
}
