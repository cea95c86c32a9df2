import type { FastifyInstance } from 'fastify';
import { REQUEST_BOUNDS_SECONDS } from './durations.ts';
import type { Metrics } from './metrics.ts';

/** Any other method is of the client's own making. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** Of all servers of a process. */
const REQUESTS = {
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  boundsSeconds: REQUEST_BOUNDS_SECONDS,
  attributes: attributesOf,
};

/**
 * Measures every answered request as `http.server.request.duration` of the semantic conventions. Routes that are added
 * before are not measured.
 */
export function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const durations = metrics.durations(REQUESTS);
  server.addHook('onResponse', (request, reply, done) => {
    durations.record(
      reply.elapsedTime / 1000,
      request.routeOptions.url,
      METHODS.has(request.method) ? request.method : '_OTHER',
      reply.statusCode,
    );
    done();
  });
}

/** @param route as it was declared, such as /files/:id; undefined where none matches */
function attributesOf(route: string | undefined, method: string, status: number) {
  return {
    'http.request.method': method,
    'url.scheme': 'http',
    'http.response.status_code': status,
    ...(route !== undefined && { 'http.route': route }),
    ...(status >= 500 && { 'error.type': String(status) }),
  };
}
