import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';

/** Prometheus's text exposition format. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Adds `GET /metrics`, which Prometheus can read.
 * @param admit throws what is answered to whoever may not read them
 */
export function addMetricsRoute(
  server: FastifyInstance,
  metrics: Metrics,
  admit: (request: FastifyRequest) => Promise<void>,
): void {
  server.get('/metrics', async (request, reply) => {
    await admit(request);
    return reply.type(CONTENT_TYPE).send(await metrics.scrape());
  });
}
