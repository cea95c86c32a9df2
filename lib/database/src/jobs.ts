import type { Metrics } from '@manuel/metrics';
import { type Logger, messageOf } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import {
  fromKysely,
  type Job,
  type JobWithMetadata,
  type KyselyTransactionLike,
  PgBoss,
  type WorkOptions,
} from 'pg-boss';
import { z } from 'zod';
import { connectionParts } from './connection.ts';
import type { Database } from './database.ts';
import { measureJobs } from './job-metrics.ts';
import { Listener } from './listener.ts';
import { measurePool, type PoolState } from './pool-metrics.ts';
import { CONNECT_DEADLINE_MS, SESSIONS } from './sessions.ts';

export interface QueueOptions {
  /** Tries after the first one. */
  retries: number;
  /** The wait before the first retry; later ones back off with jitter. */
  retryDelaySeconds: number;
  retryDelayMaxSeconds: number;
  /** A worker that has not been heard of for this long has died: another takes the job. At least 10. */
  heartbeatSeconds: number;
  /** A job that runs longer than this has failed. */
  expireSeconds: number;
  /** The queue that takes jobs whose tries are used up, such as those that kill their worker; made before. */
  deadLetter?: string;
}

/** One try of one job. */
export interface Attempt<T> {
  readonly id: string;
  readonly data: T;
  /** 1 for the first try. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Jobs in Postgres, on pg-boss: sent in the transaction of the change that needs them,
 * so that there is a job exactly when the change was committed; done at least once.
 */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #name: string;
  readonly #namespace: string;
  readonly #schema: string;

  private constructor(boss: PgBoss, schema: string, database: string) {
    this.#boss = boss;
    this.#name = schema;
    this.#namespace = `${database}.${schema}`;
    this.#schema = pg.escapeIdentifier(schema);
  }

  /** @param database has been migrated, and has a schema for jobs; what is missing in it is made here */
  static async open(
    { sessionUrl: url, jobsSchema: schema }: Pick<Database, 'sessionUrl' | 'jobsSchema'>,
    log: Logger,
  ): Promise<Jobs> {
    if (schema === undefined) throw new Error('This database has no schema for jobs.');
    const boss = new PgBoss({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_DEADLINE_MS,
      schema,
      createSchema: false,
      max: SESSIONS.jobs,
      application_name: `manuel-${schema}`,
      schedule: false,
      useListenNotify: true,
      monitorIntervalSeconds: 5,
      superviseIntervalSeconds: 5,
    });
    const onLost = (error: unknown): void =>
      log.warn({ error: messageOf(error) }, 'jobs wait for the database');
    boss.on('error', onLost);
    // pg-boss's own listener takes its error handler off before it closes: a database that goes away just then
    // would end the process.
    boss.getDb().listen = async (channel, onNotification, onListening) =>
      new Listener({ url, channel, onNotification, onListening, onLost });
    await boss.start();
    return new Jobs(boss, schema, connectionParts(url).dbName);
  }

  /** Makes the queue, or brings its settings up to date. */
  async queue(name: string, options: QueueOptions): Promise<void> {
    const settings = {
      retryLimit: options.retries,
      retryDelay: options.retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: options.retryDelayMaxSeconds,
      heartbeatSeconds: options.heartbeatSeconds,
      expireInSeconds: options.expireSeconds,
      notify: true,
      ...(options.deadLetter === undefined ? {} : { deadLetter: options.deadLetter }),
    };
    await this.#boss.createQueue(name, settings);
    await this.#boss.updateQueue(name, settings);
  }

  /** Sends jobs as part of the unit of work's transaction; outside of one, at once. */
  async send(queue: string, data: readonly object[], em?: EntityManager): Promise<void> {
    if (data.length === 0) return;
    const transaction = em?.getTransactionContext<KyselyTransactionLike>();
    const jobs = data.map((one) => ({ data: one }));
    await this.#boss.insert(queue, jobs, transaction === undefined ? {} : { db: fromKysely(transaction) });
  }

  /** Does the queue's jobs, `concurrency` at a time; a throw is a failed try. */
  async work<T extends object>(
    queue: string,
    concurrency: number,
    run: (attempt: Attempt<T>) => Promise<void>,
  ): Promise<void> {
    for (let worker = 0; worker < concurrency; worker += 1) await this.#addWorker(queue, run);
  }

  /** Does the queue's jobs in batches; a throw fails the whole batch. */
  async workBatches<T extends object>(
    queue: string,
    batchSize: number,
    run: (data: T[]) => Promise<void>,
  ): Promise<void> {
    await this.#boss.work(
      queue,
      { batchSize, burstWhenBatchFull: true, ...polledEvery(1) },
      async (jobs: Job<T>[]) => run(jobs.map(({ data }) => data)),
    );
  }

  /** How many jobs wait, are being done or wait for their retry. */
  async pending(queue: string): Promise<number> {
    // pg-boss's own figures may be a minute old, also when it is asked for new ones.
    const { rows } = await this.#boss
      .getDb()
      .executeSql(
        `select count(*)::int as pending from ${this.#schema}.job where name = $1 and state < 'completed'`,
        [queue],
      );
    return z.object({ pending: z.int() }).parse(rows[0]).pending;
  }

  /** Tells the metrics of its sessions and of the jobs of each queue. */
  measure(metrics: Metrics): void {
    measureJobs(metrics.meter, this.#boss, this.#namespace);
    // pg-boss's own database keeps its pool under this name; a version that did not would show an empty one.
    const keeper = this.#boss.getDb() as { pool?: PoolState };
    measurePool(metrics.meter, this.#name, () => keeper.pool, SESSIONS.jobs);
  }

  /** Lets running jobs end, at most ten seconds. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 10_000, close: true });
  }

  async #addWorker<T extends object>(
    queue: string,
    run: (attempt: Attempt<T>) => Promise<void>,
  ): Promise<void> {
    const id = await this.#boss.work(
      queue,
      { batchSize: 1, includeMetadata: true, ...polledEvery(2) },
      async ([job]: JobWithMetadata<T>[]) => {
        // After a job the next one may be waiting already; pg-boss would look for it at its next poll only.
        this.#boss.notifyWorker(id);
        if (job !== undefined) await run(attemptOf(job));
      },
    );
  }
}

/**
 * How often a worker looks for jobs. Postgres tells of new ones at once, but of none that waited for a retry:
 * pg-boss would look for those every half a minute only.
 */
function polledEvery(
  seconds: number,
): Pick<WorkOptions, 'pollingIntervalSeconds' | 'notifyPollingIntervalSeconds'> {
  return { pollingIntervalSeconds: seconds, notifyPollingIntervalSeconds: seconds };
}

function attemptOf<T>(job: JobWithMetadata<T>): Attempt<T> {
  return {
    id: job.id,
    data: job.data,
    number: job.retryCount + 1,
    signal: job.signal,
  };
}
