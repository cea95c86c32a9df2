import type { Note } from '@manuel/issuer';
import { ScrapeToken } from '@manuel/metrics';
import type { FastifyRequest } from 'fastify';
import type { Identify } from './pipeline/identification.ts';
import { ScopedDoor } from './scoped-door.ts';

export interface ScrapeAccessOptions {
  readonly identify: Identify;
  readonly note: Note;
  /** Whoever bears it may read the metrics of every process. */
  readonly metricsToken: string;
}

/** Lets admins and those with the installation's token read the metrics, and keeps an audit entry of everybody else. */
export function scrapersOnly({
  identify,
  note,
  metricsToken,
}: ScrapeAccessOptions): (request: FastifyRequest) => Promise<void> {
  const token = new ScrapeToken(metricsToken);
  const door = new ScopedDoor({ identify, note, scope: 'metrics:read', target: 'metrics' });
  return async (request) => {
    if (!token.isBorneBy(request.headers.authorization)) await door.admit(request);
  };
}
