import type { Metrics } from '@manuel/metrics';
import { type Logger, withDeadline } from '@manuel/service';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { connectionParts } from './connection.ts';
import { migrateSchema } from './migrating.ts';
import { type Model, openOrm } from './orm.ts';
import { measurePool } from './pool-metrics.ts';
import { retried } from './retry.ts';
import { migrationUrl, SESSIONS, serviceUrl } from './sessions.ts';
import { STATEMENTS, StatementTimes } from './statement-metrics.ts';

export interface DatabaseOptions extends Model {
  /** A libpq connection URL. */
  url: string;
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
  /** The schema of its jobs; undefined when it has none. */
  readonly jobsSchema: string | undefined;
  readonly #model: Model;
  #role: string | undefined;
  #orm: MikroORM | undefined;
  #pool: pg.Pool | undefined;
  readonly #statements = new StatementTimes();
  #beforeCommit: CommitHook = async () => async () => undefined;

  private constructor({ url, ...model }: DatabaseOptions) {
    this.url = url;
    this.schema = model.schema;
    this.jobsSchema = model.jobsSchema;
    this.#model = model;
  }

  /** Opens it; the first statement connects. @throws StartFailure when the URL cannot be meant */
  static async open(options: DatabaseOptions): Promise<Database> {
    connectionParts(options.url);
    return new Database(options);
  }

  /** Where the service's sessions connect, as whom and with which timeouts; to be asked for after `migrate`. */
  get sessionUrl(): string {
    return serviceUrl(this.url, this.#role);
  }

  /**
   * A unit of work of its own: fork one per request, never share one.
   * @param signal ends it: PostgreSQL cancels the statement that runs, and whoever waits for one, then or later, gets an
   *   error with the `code` of the signal's reason
   */
  fork(signal?: AbortSignal): EntityManager {
    // Within a transaction of another database, MikroORM would otherwise fork that one's unit of work.
    return this.#service().em.fork({ disableContextResolution: true, ...(signal && { signal }) });
  }

  /**
   * Runs `work` in one transaction on a unit of work of its own; rolls back when it throws. Once begun, it is carried
   * through: no signal ends it.
   */
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
   * Like `transaction`, and runs `work` again when PostgreSQL rolled it back for another's sake.
   * @param work leaves no trace but in the database: what it did elsewhere would be done twice
   * @throws Unavailable when it met others time and again
   */
  retriedTransaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return retried(() => this.transaction(work));
  }

  /**
   * Brings the schema up to date; safe when several processes do it at once. Units of work that are forked after it
   * act as the schema's own role where the URL's login may.
   * @throws StartFailure when the database is away, refuses the login, takes too few connections, or is not up to
   *   date and may not be changed
   */
  async migrate(log: Logger): Promise<void> {
    const role = await migrateSchema(this.#model, this.url, log);
    if (role === this.#role) return;
    await this.close();
    this.#role = role;
  }

  /** The SQL that would make the schema what the entities say; empty when migrations left no difference. */
  async schemaDifference(): Promise<string> {
    const orm = openOrm(this.#model, migrationUrl(this.url), 2);
    try {
      const { rows } = await queryOf<{ name: string }>(
        orm,
        'select nspname as name from pg_namespace where nspname <> $1 and nspname !~ $2',
        [this.schema, '^pg_'],
      );
      orm.config.set('schemaGenerator', {
        ...orm.config.get('schemaGenerator'),
        ignoreSchema: rows.map(({ name }) => name),
      });
      return (await orm.schema.getUpdateSchemaSQL({ wrap: false })).trim();
    } finally {
      await orm.close(true);
    }
  }

  /** Tells the metrics of its sessions and statements. */
  measure(metrics: Metrics): void {
    measurePool(metrics.meter, this.schema, () => this.#pool, SESSIONS.units);
    const { dbName } = connectionParts(this.url);
    this.#statements.measure(metrics.durations(STATEMENTS), `${dbName}.${this.schema}`);
  }

  /** @throws Unavailable or the driver's error when the database does not answer */
  async probe(): Promise<void> {
    await withDeadline('Postgres', 1_500, queryOf(this.#service(), 'select 1', []));
  }

  async close(): Promise<void> {
    await this.#orm?.close(true);
    this.#orm = undefined;
    this.#pool = undefined;
  }

  #service(): MikroORM {
    this.#orm ??= openOrm(this.#model, this.sessionUrl, SESSIONS.units, (pool) => {
      this.#pool = pool;
      this.#statements.follow(pool);
    });
    return this.#orm;
  }
}

async function queryOf<T extends pg.QueryResultRow>(
  orm: MikroORM,
  text: string,
  values: unknown[],
): Promise<pg.QueryResult<T>> {
  // This driver's client is its pool; MikroORM's type spans all drivers.
  const pool = (await orm.driver.getConnection().getNativeClient()) as pg.Pool;
  return pool.query<T>(text, values);
}
