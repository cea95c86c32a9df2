import { messageOf, StartFailure, withDeadline } from '@manuel/service';
import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import pg from 'pg';
import { connectionParts } from './connection.ts';

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

/**
 * Runs inside a transaction, after its last write and right before its commit; a throw rolls it back.
 * What it returns runs after the commit, and the transaction's caller waits for it.
 */
export type CommitHook = (em: EntityManager) => Promise<() => Promise<void>>;

/** One owner's part of a PostgreSQL database. */
export class Database {
  readonly url: string;
  readonly schema: string;
  readonly #orm: MikroORM;
  #beforeCommit: CommitHook = async () => async () => undefined;

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
      // Made by migrations alone: no entity tells of them.
      schemaGenerator: { skipTables: ['cache_generation'], ignoreTriggers: true, ignoreRoutines: true },
      // Ids are made by the application and checked before; a missing row is an answer, not an exception.
      allowGlobalContext: false,
    });
    return new Database(orm, url, schema);
  }

  /** A unit of work of its own: fork one per request, never share one. */
  fork(): EntityManager {
    return this.#orm.em.fork();
  }

  /** Runs `work` in one transaction on a unit of work of its own; rolls back when it throws. */
  async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    let afterCommit: (() => Promise<void>) | undefined;
    const result = await this.fork().transactional(async (em) => {
      const done = await work(em);
      await em.flush();
      afterCommit = await this.#beforeCommit(em);
      return done;
    });
    await afterCommit?.();
    return result;
  }

  /** Sets what each `transaction` does right before and after its commit. */
  onCommit(hook: CommitHook): void {
    this.#beforeCommit = hook;
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
