import type { FastifyInstance } from 'fastify';
import { withDeadline } from './deadline.ts';
import { messageOf } from './errors.ts';

/** Asks one dependency whether it is there; throws when it is not. */
export type Probe = () => Promise<void>;

/** A dependency's state, as /health/ready shows it. */
interface ProbeReport {
  ok: boolean;
  milliseconds: number;
  error?: string;
}

const PROBE_DEADLINE_MS = 2_000;

/**
 * Adds `/health/live` (the process answers) and `/health/ready` (every dependency answers, else 503).
 * @param probes one per dependency, by name
 */
export function addHealthRoutes(server: FastifyInstance, probes: Readonly<Record<string, Probe>>): void {
  server.get('/health/live', async () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const reports = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await report(name, probe)] as const),
    );
    const ready = reports.every(([, { ok }]) => ok);
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ok' : 'unavailable', dependencies: Object.fromEntries(reports) });
  });
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
