import { rowLoader } from '@manuel/database';
import DataLoader from 'dataloader';
import type { ChargeRow, QuotaRepository } from './repositories/quota-repository.ts';
import { type Period, periodsAt, type QuotaLimits } from './rules/quota.ts';

/** A period of one user with what was used of it. */
export interface UsedPeriod extends Period {
  readonly used: number;
  readonly remaining: number;
}

/** What one request reads in batches. */
export interface Loaders {
  readonly usageByUser: DataLoader<string, { today: UsedPeriod; month: UsedPeriod }>;
  readonly chargeById: DataLoader<string, ChargeRow | null>;
}

/** @param workspace the only one that this request may see */
export function createLoaders(quota: QuotaRepository, workspace: string, limits: QuotaLimits): Loaders {
  return {
    usageByUser: new DataLoader(async (userIds) => {
      const [day, month] = periodsAt(new Date(), limits);
      const counters = await quota.countersOf(workspace, userIds, [day.key, month.key]);
      const used = new Map(counters.map((counter) => [`${counter.userId} ${counter.period}`, counter.used]));
      const usedOf = (id: string, period: Period) => withUse(period, used.get(`${id} ${period.key}`) ?? 0);
      return userIds.map((id) => ({ today: usedOf(id, day), month: usedOf(id, month) }));
    }),
    chargeById: rowLoader(
      (ids) => quota.chargesByIds(workspace, ids),
      ({ id }) => id,
    ),
  };
}

function withUse(period: Period, used: number): UsedPeriod {
  return { ...period, used, remaining: Math.max(0, period.limit - used) };
}
