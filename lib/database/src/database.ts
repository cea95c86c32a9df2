import { messageOf, StartFailure, withDeadline } from '@manuel/service';
import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import pg from 'pg';
import { connectionParts } from './connection.ts';
import { giveEndedBack } from './ended-sessions.ts';
import { retried } from './retry.ts';

/** Held while migrations run, so that replicas may start at once. */
const MIGRATION_LOCK = 0x6d696772;
const CONNECT_DEADLINE_MS = 15_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;

export interface DatabaseOptions {
  /** A libpq connection URL. */
  url: string;
  /** The Postgres schema that this owner alone reads and writes. */
  schema: string;
  entities: NonNullable<Options['entities']>;
  /** In order; a merged one never changes. */
  migrations: MigrationObject[];
  /** Connections at most. */
  poolSize?: number;
}

/** One owner's part of a PostgreSQL database. */
export class Database {
  readonly url: string;
  readonly schema: string;
  readonly #orm: MikroORM;

  private constructor(orm: MikroORM, url: string, schema: string) {
    this.#orm = orm;
    this.url = url;
    this.schema = schema;
  }

  /** Makes the pool; the first statement connects. */
  static async open({
    url,
    schema,
    entities,
    migrations,
    poolSize = 10,
  }: DatabaseOptions): Promise<Database> {
    const { driverOptions, ...connection } = connectionParts(url);
    const orm = new MikroORM({
      ...connection,
      driverOptions: {
        ...driverOptions,
        connectionTimeoutMillis: CONNECT_DEADLINE_MS,
        onPoolCreated: giveEndedBack,
        statement_timeout: STATEMENT_TIMEOUT_MS,
        idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
        application_name: `manuel-${schema}`,
      },
      schema,
      entities,
      pool: { min: 0, max: poolSize },
      extensions: [Migrator],
      migrations: {
        migrationsList: migrations,
        tableName: `${schema}.migrations`,
        snapshot: false,
        silent: true,
      },
      // Ids are made by the application and checked before; a missing row is an answer, not an exception.
      allowGlobalContext: false,
    });
    return new Database(orm, url, schema);
  }

  /** A unit of work of its own: fork one per request, never share one. */
  fork(): EntityManager {
    // Within a transaction of another database, MikroORM would otherwise fork that one's unit of work.
    return this.#orm.em.fork({ disableContextResolution: true });
  }

  /** Runs `work` in one transaction on a unit of work of its own; rolls back when it throws. */
  transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.fork().transactional(work);
  }

  /**
   * Like `transaction`, and runs `work` again when PostgreSQL rolled it back for another's sake.
   * @param work leaves no trace but in the database: what it did elsewhere would be done twice
   * @throws Unavailable when it met others time and again
   */
  retriedTransaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return retried(() => this.transaction(work));
  }

  /**
   * Brings the schema up to date; safe when several processes do it at once.
   * @throws StartFailure when the database is away or refuses the login
   */
  async migrate(): Promise<void> {
    const lock = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: CONNECT_DEADLINE_MS });
    lock.on('error', () => undefined);
    try {
      await lock.connect();
    } catch (cause) {
      throw new StartFailure(`Postgres is away (${messageOf(cause)}): start it, or mend DATABASE_URL.`, {
        cause,
      });
    }
    try {
      await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await lock.query(`create schema if not exists ${pg.escapeIdentifier(this.schema)}`);
      await this.#orm.migrator.up();
    } finally {
      await lock.end();
    }
  }

  /** The SQL that would make the schema what the entities say; empty when migrations left no difference. */
  async schemaDifference(): Promise<string> {
    const { rows } = await this.#query<{ name: string }>(
      'select nspname as name from pg_namespace where nspname <> $1 and nspname !~ $2',
      [this.schema, '^pg_'],
    );
    const generator = this.#orm.schema;
    this.#orm.config.set('schemaGenerator', {
      ...this.#orm.config.get('schemaGenerator'),
      ignoreSchema: rows.map(({ name }) => name),
      skipTables: ['migrations'],
    });
    return (await generator.getUpdateSchemaSQL({ wrap: false })).trim();
  }

  /** @throws Unavailable or the driver's error when the database does not answer */
  async probe(): Promise<void> {
    await withDeadline('Postgres', 1_500, this.#query('select 1', []));
  }

  async close(): Promise<void> {
    await this.#orm.close(true);
  }

  async #query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<T>> {
    // This driver's client is its pool; MikroORM's type spans all drivers.
    const pool = (await this.#orm.driver.getConnection().getNativeClient()) as pg.Pool;
    return pool.query<T>(text, values);
  }
}
