import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
  admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
): void {
  server.get('/metrics', async (request, reply) => {
    // Scrapes are seldom: kept open, their connection would only hold up a process that leaves.
    reply.header('connection', 'close');
    await admit(request, reply);
    return reply.type(CONTENT_TYPE).send(await metrics.scrape());
  });
}
