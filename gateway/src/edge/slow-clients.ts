import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Files come as fast as their sender's line is; the server's own deadline is theirs. */
const FILES = '/files/';

/** The body did not come in time. The error handler answers it as the client's. */
class SlowBody extends Error {
  readonly statusCode = 408;
}

/**
 * Gives up on a request whose body does not arrive: each one that is waited for holds a connection, and to open many costs
 * a client nothing.
 */
export function refuseSlowBodies(server: FastifyInstance, deadlineMs: number): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request) && !request.url.startsWith(FILES)) {
      const { raw } = request;
      const timer = setTimeout(() => {
        // Where nobody reads the body, as after a refusal, nobody is left to answer either.
        if (raw.listenerCount('error') === 0) {
          raw.destroy();
          return;
        }
        reply.header('connection', 'close');
        raw.emit('error', new SlowBody(`its body did not arrive within ${deadlineMs / 1000} seconds.`));
      }, deadlineMs);
      const clear = () => clearTimeout(timer);
      raw.once('end', clear).once('close', clear);
    }
    done();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
