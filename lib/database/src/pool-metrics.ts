import type { Meter } from '@manuel/metrics';
import type pg from 'pg';

/** What is read of a pool. */
export type PoolState = Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount'>;

const EMPTY: PoolState = { totalCount: 0, idleCount: 0, waitingCount: 0 };

/**
 * Measures a pool of sessions by the semantic conventions for database clients, whenever somebody scrapes.
 * @param name tells it from other pools
 * @param pool the pool as it is now; undefined while there is none
 * @param most sessions at a time
 */
export function measurePool(
  meter: Meter,
  name: string,
  pool: () => PoolState | undefined,
  most: number,
): void {
  const gauge = (what: string, unit: string, description: string) =>
    meter.createObservableUpDownCounter(`db.client.connection.${what}`, { unit, description });
  const count = gauge('count', '{connection}', 'Connections that are in the state.');
  const max = gauge('max', '{connection}', 'The most connections that may be open.');
  const pending = gauge('pending_requests', '{request}', 'Requests that wait for an open connection.');
  meter.addBatchObservableCallback(
    (result) => {
      const { totalCount, idleCount, waitingCount } = pool() ?? EMPTY;
      const attributes = { 'db.client.connection.pool.name': name };
      result.observe(count, idleCount, { ...attributes, 'db.client.connection.state': 'idle' });
      result.observe(count, totalCount - idleCount, { ...attributes, 'db.client.connection.state': 'used' });
      result.observe(max, most, attributes);
      result.observe(pending, waitingCount, attributes);
    },
    [count, max, pending],
  );
}
