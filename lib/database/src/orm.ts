import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { Cancellation } from './cancellation.ts';
import { connectionParts } from './connection.ts';
import { giveEndedBack } from './ended-sessions.ts';
import { LETTERS_TABLE } from './letters-table.ts';
import { CONNECT_DEADLINE_MS } from './sessions.ts';

/** What an owner keeps in its part of a database. */
export interface Model {
  /** The Postgres schema that this owner alone reads and writes. */
  schema: string;
  /** The schema of its jobs, where it has some. */
  jobsSchema?: string;
  entities: NonNullable<Options['entities']>;
  /** In order; a merged one never changes. */
  migrations: MigrationObject[];
}

/** Where MikroORM keeps which migrations have run. */
export const MIGRATIONS_TABLE = 'migrations';

/**
 * MikroORM over sessions of the URL; the first statement connects.
 * @param most sessions at a time
 * @param onPool told of the pool of sessions before there is one in it
 */
export function openOrm(
  { schema, entities, migrations }: Model,
  url: string,
  most: number,
  onPool: (pool: pg.Pool) => void = () => undefined,
): MikroORM {
  const { driverOptions, ...connection } = connectionParts(url);
  const cancellation = new Cancellation();
  return new MikroORM({
    ...connection,
    driverOptions: {
      ...driverOptions,
      connectionTimeoutMillis: CONNECT_DEADLINE_MS,
      keepAlive: true,
      onPoolCreated(pool: pg.Pool) {
        giveEndedBack(pool);
        cancellation.watch(pool);
        onPool(pool);
      },
      application_name: `manuel-${schema}`,
    },
    onCreateConnection: (session) => cancellation.equip(session),
    schema,
    entities,
    pool: { min: 0, max: most },
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      tableName: `${schema}.${MIGRATIONS_TABLE}`,
      snapshot: false,
      silent: true,
    },
    // Made by migrations alone: no entity tells of them.
    schemaGenerator: {
      skipTables: [MIGRATIONS_TABLE, 'cache_generation', LETTERS_TABLE],
      ignoreTriggers: true,
      ignoreRoutines: true,
    },
    // Ids are made by the application and checked before; a missing row is an answer, not an exception.
    allowGlobalContext: false,
  });
}
