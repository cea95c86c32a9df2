import type { Meter } from '@manuel/metrics';
import { withDeadline } from '@manuel/service';
import type { PgBoss } from 'pg-boss';

/** A scrape goes without them when the database takes longer. */
const DEADLINE_MS = 1_000;

/**
 * Measures the jobs of each queue whenever somebody scrapes. The figures are those that pg-boss has counted in the
 * last minute: to count anew would read all jobs that are kept.
 * @param namespace the database and the schema of the jobs
 */
export function measureJobs(meter: Meter, boss: Pick<PgBoss, 'getQueues'>, namespace: string): void {
  const jobs = { unit: '{job}', description: 'Jobs that are in the state, as counted in the last minute.' };
  meter.createObservableUpDownCounter('manuel.job.count', jobs).addCallback(async (result) => {
    const queues = await withDeadline('Postgres', DEADLINE_MS, boss.getQueues()).catch(() => []);
    for (const { name, queuedCount, activeCount, failedCount } of queues) {
      const states = { waiting: queuedCount, active: activeCount, failed: failedCount };
      for (const [state, count] of Object.entries(states)) {
        const attributes = { 'db.namespace': namespace, 'manuel.job.queue': name, 'manuel.job.state': state };
        result.observe(count, attributes);
      }
    }
  });
}
