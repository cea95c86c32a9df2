import type { Database } from '@manuel/database';
import { QuotaRepository } from '../repositories/quota-repository.ts';

const BATCH = 500;

/**
 * Gives back the questions of askers that died before they settled.
 * @param leaseSeconds how long an asker may take
 * @returns how many were given back
 */
export function returnStale(database: Database, leaseSeconds: number): Promise<number> {
  return database.retriedTransaction(async (em) => {
    const quota = new QuotaRepository(em);
    const stale = await quota.lockStale(new Date(Date.now() - leaseSeconds * 1000), BATCH);
    for (const charge of stale) {
      await quota.addToCounters(charge, -1);
      await quota.settle(charge.id, { state: 'RETURNED', computeMilliseconds: 0, amountUsd: 0 });
    }
    return stale.length;
  });
}
