import type { Database } from '@manuel/database';
import { type ChargeRow, QuotaRepository } from '../repositories/quota-repository.ts';
import { periodsAt, type QuotaLimits } from '../rules/quota.ts';

export interface Settlement {
  readonly chargeId: string;
  readonly workspace: string;
  readonly userId: string;
  readonly outcome: 'KEEP' | 'RETURN';
  readonly computeMilliseconds: number;
  readonly amountUsd: number;
}

/**
 * Makes a charge final or gives it back. May come any number of times, and after the charge's lease: an answer
 * that was given is counted even then, though the question had been returned meanwhile.
 */
export function settleQuota(database: Database, settlement: Settlement, limits: QuotaLimits): Promise<void> {
  const { chargeId, workspace, outcome, computeMilliseconds, amountUsd } = settlement;
  const state = outcome === 'KEEP' ? 'KEPT' : 'RETURNED';
  return database.retriedTransaction(async (em) => {
    const quota = new QuotaRepository(em);
    const charge = await quota.lockCharge(workspace, chargeId);
    if (charge === null) return void (await addSettled(quota, settlement, state, limits));
    // KEPT is final: a return that arrives late must not give an answered question back.
    if (charge.state === state || charge.state === 'KEPT') return;
    if (charge.state === 'TAKEN' && state === 'RETURNED') await quota.addToCounters(charge, -1);
    if (charge.state === 'RETURNED' && state === 'KEPT') await quota.addToCounters(charge, 1);
    await quota.settle(chargeId, { state, computeMilliseconds, amountUsd });
  });
}

/** A settlement whose take never arrived: remembered, so that the take charges nothing more. */
async function addSettled(
  quota: QuotaRepository,
  { chargeId, workspace, userId, ...cost }: Settlement,
  state: ChargeRow['state'],
  limits: QuotaLimits,
): Promise<void> {
  const now = new Date();
  const [day, month] = periodsAt(now, limits);
  const charge: ChargeRow = {
    id: chargeId,
    workspace,
    userId,
    day: day.key,
    month: month.key,
    state,
    takenAt: now,
    computeMilliseconds: cost.computeMilliseconds,
    amountUsd: cost.amountUsd,
  };
  if ((await quota.addCharge(charge)) && state === 'KEPT') await quota.addToCounters(charge, 1);
}
