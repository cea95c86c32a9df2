import { auditMessage } from '@manuel/audit/client';
import { type Caller, mayUse } from '@manuel/identity';
import { ScrapeToken } from '@manuel/metrics';
import { NotAllowed, NotAuthenticated } from '@manuel/service';
import type { FastifyRequest } from 'fastify';
import type { Identify } from './pipeline/identification.ts';
import type { RefusalSpool } from './refusals/refusal-spool.ts';

export interface ScrapeAccessOptions {
  readonly identify: Identify;
  readonly spool: RefusalSpool;
  /** Whoever bears it may read the metrics of every process. */
  readonly metricsToken: string;
}

/** Lets admins and those with the installation's token read the metrics, and keeps an audit entry of everybody else. */
export function scrapersOnly({
  identify,
  spool,
  metricsToken,
}: ScrapeAccessOptions): (request: FastifyRequest) => Promise<void> {
  const token = new ScrapeToken(metricsToken);
  return async ({ id: requestId, ip: address, headers, leaving }) => {
    if (token.isBorneBy(headers.authorization)) return;
    let caller: Caller | null = null;
    try {
      ({ caller } = await identify({ requestId, address, signal: leaving }, headers));
      if (caller === null) throw new NotAuthenticated('Send a token: authorization: Bearer <token>.');
      if (!mayUse(caller, 'metrics:read')) throw new NotAllowed('This needs the scope metrics:read.');
    } catch (error) {
      if (error instanceof NotAuthenticated || error instanceof NotAllowed) {
        const refused = { action: 'request.refuse', outcome: 'REFUSED', code: error.code } as const;
        await spool.add(auditMessage({ caller, requestId, target: 'metrics', ...refused }));
      }
      throw error;
    }
  };
}
