import type { Database } from '@manuel/database';
import { type ChargeRow, QuotaRepository } from '../repositories/quota-repository.ts';
import { type Period, periodsAt, type QuotaLimits } from '../rules/quota.ts';

export interface Take {
  readonly chargeId: string;
  readonly workspace: string;
  readonly userId: string;
}

export type Taken =
  | { readonly ok: true; readonly remainingToday: number }
  | { readonly ok: false; readonly period: Period };

/** Leaves the transaction without a trace when a period is used up. */
class UsedUp extends Error {
  readonly period: Period;

  constructor(period: Period) {
    super(`The quota of ${period.key} is used up.`);
    this.period = period;
  }
}

/**
 * Takes one question from the user's day and month, or from neither. The counters decide under their row
 * locks, so that parallel takers never pass a limit; the same charge id again takes nothing,
 * unless it had been given back.
 */
export async function takeQuota(
  database: Database,
  { chargeId, workspace, userId }: Take,
  limits: QuotaLimits,
): Promise<Taken> {
  const now = new Date();
  const [day, month] = periodsAt(now, limits);
  try {
    return await database.retriedTransaction(async (em) => {
      const quota = new QuotaRepository(em);
      const charge: ChargeRow = {
        ...{ id: chargeId, workspace, userId, day: day.key, month: month.key, state: 'TAKEN', takenAt: now },
        ...{ computeMilliseconds: 0, amountUsd: 0 },
      };
      if (!(await quota.addCharge(charge)) && !(await quota.takeAgain(charge))) {
        return { ok: true, remainingToday: await remaining(quota, workspace, userId, day) };
      }
      const usedToday = await quota.countUp(workspace, userId, day);
      if (usedToday === null) throw new UsedUp(day);
      if ((await quota.countUp(workspace, userId, month)) === null) throw new UsedUp(month);
      return { ok: true, remainingToday: day.limit - usedToday };
    });
  } catch (error) {
    if (error instanceof UsedUp) return { ok: false, period: error.period };
    throw error;
  }
}

async function remaining(
  quota: QuotaRepository,
  workspace: string,
  userId: string,
  period: Period,
): Promise<number> {
  const [counter] = await quota.countersOf(workspace, [userId], [period.key]);
  return Math.max(0, period.limit - (counter?.used ?? 0));
}
