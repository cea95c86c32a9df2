import { type Logger, StartFailure } from '@manuel/service';
import type pg from 'pg';
import { z } from 'zod';

const Limits = z.object({
  login: z.string(),
  most: z.number(),
  open: z.number(),
});

/** Sessions that whoever asks may open, by the server's, the database's and its own limit; -1 is none, and none binds a superuser. */
const LIMITS = `
  select current_user as login,
    least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
      case when not rolsuper then nullif(datconnlimit, -1) end,
      case when not rolsuper then nullif(rolconnlimit, -1) end
    ) as most,
    (select sum(numbackends)::int from pg_stat_database) as open
  from pg_database, pg_roles
  where datname = current_database() and rolname = current_user`;

/**
 * Makes sure that the server takes all sessions of this process, and warns when not so many are left just now.
 * @param sessions how many this process opens at most
 * @throws StartFailure when the server takes fewer
 */
export async function checkLimits(client: pg.Client, sessions: number, log: Logger): Promise<void> {
  const { login, most, open } = Limits.parse((await client.query(LIMITS)).rows[0]);
  if (most < sessions) {
    throw new StartFailure(
      `Postgres takes ${most} connections of ${login}, and this process needs up to ${sessions}: raise max_connections, or the limit of the database or of ${login}.`,
    );
  }
  if (most - open < sessions)
    log.warn(
      { most, open, sessions },
      'Postgres has not as many connections left as this process may open: raise max_connections, or run fewer processes',
    );
}
