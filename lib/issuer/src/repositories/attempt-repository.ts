import type { EntityManager } from '@mikro-orm/postgresql';
import { AttemptCount } from '../entities/attempt-count.ts';

/** How an attempt stands to those before it. */
export interface Attempt {
  /** Of this window, this one included. */
  readonly count: number;
  /** Until the window is over. */
  readonly seconds: number;
}

/** Counts attempts within windows of time, for all processes of an installation together. */
export class AttemptRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** Counts one more, by the database's own clock. */
  async count(key: string, windowSeconds: number): Promise<Attempt> {
    const [row] = await this.#em.execute<Attempt[]>(
      `insert into identity.attempt_counts as had (key, count, until) values (?, 1, now() + make_interval(secs => ?))
       on conflict (key) do update set
         count = case when had.until <= now() then 1 else had.count + 1 end,
         until = case when had.until <= now() then excluded.until else had.until end
       returning count, ceil(extract(epoch from until - now()))::int as seconds`,
      [key, windowSeconds],
    );
    if (row === undefined) throw new Error('PostgreSQL counted nothing.');
    return row;
  }

  /** Takes one back. */
  async uncount(key: string): Promise<void> {
    await this.#em.execute(
      'update identity.attempt_counts set count = greatest(count - 1, 0) where key = ?',
      [key],
    );
  }

  async forget(keys: readonly string[]): Promise<void> {
    await this.#em.nativeDelete(AttemptCount, { key: { $in: [...keys] } });
  }

  async sweep(): Promise<void> {
    await this.#em.nativeDelete(AttemptCount, { until: { $lt: new Date() } });
  }
}
