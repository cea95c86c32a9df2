import { queryRows, readRows } from '@manuel/database';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Charge, type ChargeRow } from '../entities/charge.ts';
import { Counter, type CounterRow } from '../entities/counter.ts';
import type { Period } from '../rules/quota.ts';

export type { ChargeRow } from '../entities/charge.ts';

/** Charges and the counters that they add up to; every read is within one workspace. */
export class QuotaRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  chargesByIds(workspace: string, ids: readonly string[]): Promise<ChargeRow[]> {
    return readRows(this.#em, Charge, { workspace, id: { $in: [...ids] } });
  }

  countersOf(
    workspace: string,
    userIds: readonly string[],
    periods: readonly string[],
  ): Promise<CounterRow[]> {
    return readRows(this.#em, Counter, {
      workspace,
      userId: { $in: [...userIds] },
      period: { $in: [...periods] },
    });
  }

  /** Adds the charge unless its id is there. @returns whether it was new */
  async addCharge(charge: ChargeRow): Promise<boolean> {
    const added = await this.#em
      .createQueryBuilder(Charge)
      .insert(charge)
      .onConflict('id')
      .ignore()
      .execute();
    return added.affectedRows === 1;
  }

  /** Takes a charge that had been given back, as part of today. @returns whether it had been */
  async takeAgain({ id, workspace, day, month, takenAt }: ChargeRow): Promise<boolean> {
    const to = { state: 'TAKEN', day, month, takenAt } as const;
    const where = { id, workspace, state: 'RETURNED' } as const;
    return (await this.#em.createQueryBuilder(Charge).update(to).where(where).execute()).affectedRows === 1;
  }

  /** The charge, locked until the transaction ends; null when there is none. */
  async lockCharge(workspace: string, id: string): Promise<ChargeRow | null> {
    const sql = 'select * from usage.charges where workspace = ? and id = ? for update';
    return (await queryRows(this.#em, Charge, sql, [workspace, id]))[0] ?? null;
  }

  async settle(
    id: string,
    to: Pick<ChargeRow, 'state' | 'computeMilliseconds' | 'amountUsd'>,
  ): Promise<void> {
    await this.#em.createQueryBuilder(Charge).update(to).where({ id }).execute();
  }

  /** Counts one more question if the limit allows it, in one statement. @returns the new count, or null */
  async countUp(
    workspace: string,
    userId: string,
    { key, limit }: Pick<Period, 'key' | 'limit'>,
  ): Promise<number | null> {
    const [row] = await this.#em.execute<{ used: number }[]>(
      `insert into usage.counters as c (workspace, user_id, period, used)
       select ?, ?, ?, 1 where ? >= 1
       on conflict (workspace, user_id, period) do update set used = c.used + 1 where c.used < ?
       returning used`,
      [workspace, userId, key, limit, limit],
    );
    return row?.used ?? null;
  }

  /** Adds to counters without a limit: gives questions back, or counts late ones. */
  async addToCounters({ workspace, userId, day, month }: ChargeRow, by: 1 | -1): Promise<void> {
    await this.#em.execute(
      `insert into usage.counters as c (workspace, user_id, period, used)
       select ?, ?, period, greatest(0, ?::int) from unnest(array[?, ?]) as period order by period desc
       on conflict (workspace, user_id, period) do update set used = greatest(0, c.used + ?::int)`,
      [workspace, userId, by, day, month, by],
    );
  }

  /** Charges that were taken before `before` and never settled; locked, others' are left to them. */
  lockStale(before: Date, most: number): Promise<ChargeRow[]> {
    const sql = `select * from usage.charges where state = 'TAKEN' and taken_at < ? limit ? for update skip locked`;
    return queryRows(this.#em, Charge, sql, [before, most]);
  }
}
