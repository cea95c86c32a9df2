import type { Metrics } from '@manuel/metrics';
import { type Logger, messageOf } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import {
  type ConnectionOptions,
  fromKysely,
  type JobWithMetadata,
  type KyselyTransactionLike,
  PgBoss,
  type Queue,
  type WorkOptions,
} from 'pg-boss';
import { z } from 'zod';
import { type Attempt, attemptOf, type Outcome, resultOf } from './attempt.ts';
import { connectionParts } from './connection.ts';
import type { Database } from './database.ts';
import { type DeadJob, deadJobOf } from './dead-job.ts';
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
}

/** What a queue keeps: every job belongs to a workspace. */
export interface JobContent {
  readonly workspace: string;
}

/** Takes the jobs of all other queues that were given up: their tries are used up, or trying again is useless. */
const DEAD_QUEUE = 'dead';

/** PostgreSQL's largest integer: so many tries, or seconds, as to be without an end. */
export const ENDLESS = 2 ** 31 - 1;

/**
 * Jobs in Postgres, on pg-boss: sent in the transaction of the change that needs them,
 * so that there is a job exactly when the change was committed; done at least once.
 */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #name: string;
  readonly #namespace: string;
  readonly #schema: string;
  /** The longest pause between two tries, by queue. */
  readonly #longestPauses = new Map<string, number>();

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
    const jobs = new Jobs(boss, schema, connectionParts(url).dbName);
    await jobs.#makeQueue(DEAD_QUEUE, { retryLimit: ENDLESS, retryDelay: 30, heartbeatSeconds: 10 });
    return jobs;
  }

  /** Makes the queue, or brings its settings and those of the jobs that wait in it up to date. */
  async queue(name: string, options: QueueOptions): Promise<void> {
    this.#longestPauses.set(name, options.retryDelayMaxSeconds);
    await this.#makeQueue(name, {
      retryLimit: options.retries,
      retryDelay: options.retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: options.retryDelayMaxSeconds,
      heartbeatSeconds: options.heartbeatSeconds,
      expireInSeconds: options.expireSeconds,
      deadLetter: DEAD_QUEUE,
    });
  }

  /**
   * Sends jobs as part of the unit of work's transaction; outside of one, at once.
   * @param priority of those that wait, the highest is done first
   */
  async send<T extends JobContent>(
    queue: string,
    data: readonly T[],
    em?: EntityManager,
    priority = 0,
  ): Promise<void> {
    if (data.length === 0) return;
    const longest = this.#longestPauses.get(queue);
    const jobs = data.map((one) => ({
      data: one,
      priority,
      // pg-boss's jitter ends where its backoff meets the longest pause, so that pause is random as well.
      ...(longest !== undefined && { retryDelayMax: Math.ceil((longest * (1 + Math.random())) / 2) }),
    }));
    await this.#boss.insert(queue, jobs, within(em));
  }

  /** Does the queue's jobs, `concurrency` at a time; a throw is a failed try. */
  async work<T extends object>(
    queue: string,
    concurrency: number,
    run: (attempt: Attempt<T>) => Promise<void>,
  ): Promise<void> {
    for (let worker = 0; worker < concurrency; worker += 1)
      await this.#addWorker<T>(queue, (job) => run(attemptOf(job)));
  }

  /** Does the queue's jobs in batches. @param run tells how each ended, in their order; a throw is a failed try of all */
  async workBatches<T extends object>(
    queue: string,
    batchSize: number,
    run: (attempts: Attempt<T>[]) => Promise<Outcome[]>,
  ): Promise<void> {
    await this.#boss.work(
      queue,
      { batchSize, burstWhenBatchFull: true, includeMetadata: true, perJobResults: true, ...polledEvery(1) },
      async (jobs: JobWithMetadata<T>[]) => {
        const outcomes = await run(jobs.map(attemptOf));
        return jobs.flatMap(({ id }, index) => resultOf(id, outcomes[index]));
      },
    );
  }

  /** Looks after jobs that were given up, one at a time, until `endDead` was told; a throw means later again. */
  async workDead(run: (job: DeadJob) => Promise<void>): Promise<void> {
    await this.#addWorker(DEAD_QUEUE, (job) => run(deadJobOf(job)));
  }

  /** Takes the job out of the queue within the transaction. @returns false when it had been taken out before */
  async endDead({ id, retryCount }: DeadJob, em: EntityManager): Promise<boolean> {
    const ended = await this.#boss.complete(DEAD_QUEUE, [{ id, retryCount }], undefined, within(em));
    // pg-boss tells it, and leaves it out of its types.
    return z.object({ affected: z.int() }).parse(ended).affected === 1;
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

  async #makeQueue(name: string, options: Omit<Queue, 'name'>): Promise<void> {
    // pg-boss deletes what has waited for longer than its retention, which nobody would notice.
    const settings = { ...options, retentionSeconds: ENDLESS, notify: true };
    await this.#boss.createQueue(name, settings);
    await this.#boss.updateQueue(name, settings);
    // pg-boss gives a job its queue's settings when it is sent. One of an earlier version would end as that one had it.
    await this.#boss.getDb().executeSql(
      `update ${this.#schema}.job j set retry_limit = q.retry_limit, dead_letter = q.dead_letter,
         keep_until = j.created_on + q.retention_seconds * interval '1s'
       from ${this.#schema}.queue q
       where q.name = $1 and j.name = $1 and j.state < 'completed'
         and (j.retry_limit, j.dead_letter) is distinct from (q.retry_limit, q.dead_letter)`,
      [name],
    );
  }

  async #addWorker<T extends object>(
    queue: string,
    run: (job: JobWithMetadata<T>) => Promise<void>,
  ): Promise<void> {
    const id = await this.#boss.work(
      queue,
      { batchSize: 1, includeMetadata: true, ...polledEvery(2) },
      async ([job]: JobWithMetadata<T>[]) => {
        // After a job the next one may be waiting already; pg-boss would look for it at its next poll only.
        this.#boss.notifyWorker(id);
        if (job !== undefined) await run(job);
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

/** Where pg-boss runs a statement: in the unit of work's transaction, if it has one. */
function within(em: EntityManager | undefined): ConnectionOptions {
  const transaction = em?.getTransactionContext<KyselyTransactionLike>();
  return transaction === undefined ? {} : { db: fromKysely(transaction) };
}
