import type pg from 'pg';

/**
 * Makes a session that ends in somebody's hands go back to its pool, which then opens another in its place. Kysely,
 * below MikroORM, gives a transaction's session back after it has rolled back; where that fails, it never does, and as
 * many broken transactions as the pool has places would leave nothing to anybody.
 */
export function giveEndedBack(pool: pg.Pool): void {
  const inHands = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => inHands.add(client));
  pool.on('release', (_error, client) => inHands.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!inHands.has(client)) return;
      client.release(new Error('The session ended.'));
      // Whoever had it may still give it back.
      client.release = () => undefined;
    });
  });
}
