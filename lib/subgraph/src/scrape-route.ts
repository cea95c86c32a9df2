import { addMetricsRoute, type Metrics, ScrapeToken } from '@manuel/metrics';
import { NotAuthenticated, type ServiceError, Unavailable } from '@manuel/service';
import type { FastifyInstance } from 'fastify';
import type { Refusal } from './subgraph.ts';

/**
 * Adds `GET /metrics` for whoever bears the token: what reads metrics cannot sign an origin.
 * @param onRefused told of each refusal before it is answered
 */
export function addScrapeRoute(
  server: FastifyInstance,
  metrics: Metrics,
  token: string,
  onRefused: (refusals: readonly Refusal[]) => Promise<void>,
): void {
  const expected = new ScrapeToken(token);
  addMetricsRoute(server, metrics, async ({ headers }, reply) => {
    if (expected.isBorneBy(headers.authorization)) return;
    const refused = new NotAuthenticated(
      'Send the token of this installation: authorization: Bearer <token>.',
    );
    try {
      await onRefused([{ origin: null, code: refused.code, field: 'metrics' }]);
    } catch (cause) {
      throw answerable(new Unavailable('This cannot be answered now; try again in a moment.', { cause }));
    }
    reply.header('www-authenticate', 'Bearer');
    throw answerable(refused);
  });
}

/** Fastify answers with the status that an error bears under this name. */
function answerable(error: ServiceError): ServiceError {
  return Object.assign(error, { statusCode: error.httpStatus });
}
