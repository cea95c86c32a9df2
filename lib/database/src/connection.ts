import { StartFailure } from '@manuel/service';
import { parse } from 'pg-connection-string';

/** A PostgreSQL connection's parts, as pg and MikroORM take them. */
export interface ConnectionParts {
  host: string;
  port: number;
  user: string;
  password?: string;
  dbName: string;
  driverOptions: { ssl?: unknown; options?: string };
}

/**
 * Takes a libpq connection URL apart; `?host=/folder` means a unix socket.
 * @throws StartFailure when it names no host or no database
 */
export function connectionParts(url: string): ConnectionParts {
  // Without a scheme the parser takes the text for a database on a host called "base".
  const parts = /^postgres(ql)?:\/\//.test(url) ? parse(url) : undefined;
  if (!parts?.host || !parts.database) {
    throw new StartFailure('DATABASE_URL must look like postgresql://user:password@host:5432/database.');
  }
  return {
    host: parts.host,
    port: Number(parts.port ?? 5432),
    user: parts.user ?? 'postgres',
    ...(parts.password ? { password: parts.password } : {}),
    dbName: parts.database,
    driverOptions: {
      ...(parts.ssl === undefined ? {} : { ssl: parts.ssl }),
      ...(parts.options === undefined ? {} : { options: parts.options }),
    },
  };
}
