import type { FastifyInstance } from 'fastify';
import { withDeadline } from './deadline.ts';
import { Departure } from './departure.ts';
import { messageOf } from './errors.ts';

/** Asks one dependency whether it is there; throws when it is not. */
export interface Probe {
  (): Promise<void>;
  /** True when the process serves as well without it, only slower: it stays ready then. */
  readonly isDispensable?: true;
}

/** The probe of something without which the process serves as well, only slower. */
export function dispensable(probe: () => Promise<void>): Probe {
  return Object.assign(() => probe(), { isDispensable: true } as const);
}

/** A dependency's state, as /health/ready shows it. */
interface ProbeReport {
  ok: boolean;
  milliseconds: number;
  error?: string;
}

const PROBE_DEADLINE_MS = 2_000;

/**
 * Adds `/health/live` (the process answers) and `/health/ready` (every dependency that it needs answers, and the
 * process stays; else 503).
 * @param probes one per dependency, by name
 * @returns what makes the server leave
 */
export function addHealthRoutes(server: FastifyInstance, probes: Readonly<Record<string, Probe>>): Departure {
  const departure = new Departure(server);
  server.get('/health/live', async () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const reports = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await report(name, probe)] as const),
    );
    const away = reports.filter(([, { ok }]) => !ok).map(([name]) => probes[name]);
    const status = departure.hasBegun ? 'leaving' : statusWithout(away);
    return reply
      .code(status === 'ok' || status === 'degraded' ? 200 : 503)
      .send({ status, dependencies: Object.fromEntries(reports) });
  });
  return departure;
}

function statusWithout(away: readonly (Probe | undefined)[]): 'ok' | 'degraded' | 'unavailable' {
  if (away.length === 0) return 'ok';
  return away.every((probe) => probe?.isDispensable) ? 'degraded' : 'unavailable';
}

async function report(name: string, probe: Probe): Promise<ProbeReport> {
  const start = performance.now();
  try {
    await withDeadline(name, PROBE_DEADLINE_MS, probe());
    return { ok: true, milliseconds: Math.round(performance.now() - start) };
  } catch (error) {
    return { ok: false, milliseconds: Math.round(performance.now() - start), error: messageOf(error) };
  }
}
