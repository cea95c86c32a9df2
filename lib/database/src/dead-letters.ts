import { type Logger, newId } from '@manuel/service';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { DeadJob } from './dead-job.ts';
import type { JobContent, Jobs } from './jobs.ts';
import { LETTERS_TABLE } from './letters-table.ts';

/** A job or message that was given up, kept until somebody decides. */
export interface Letter {
  readonly id: string;
  readonly workspace: string;
  /** The queue that it was in. */
  readonly queue: string;
  readonly data: JobContent;
  readonly reason: string;
  readonly tries: number;
  readonly sentAt: Date;
  readonly diedAt: Date;
}

/** What else happens when a queue's job is given up, sent again or discarded, in the same transaction. */
export interface LetterHooks {
  onDeath(data: JobContent, em: EntityManager): Promise<void>;
  onRedrive(data: JobContent, em: EntityManager): Promise<void>;
  onDiscard?(data: JobContent, em: EntityManager): Promise<void>;
  /** Says for people why the job was given up; else the letter has what the last try broke at. */
  explain?(job: Pick<DeadJob, 'data' | 'reason' | 'tries'>, em: EntityManager): Promise<string>;
}

/** Which letters of a list are wanted. */
export interface LetterPage {
  readonly first: number;
  /** The id after which the list goes on. */
  readonly after: string | null;
  /** Only these, where given. */
  readonly ids: readonly string[] | null;
}

/** Runs in the transaction that redrives or discards letters, with the ids of those that were there. */
export type LetterAct = (ids: readonly string[], em: EntityManager) => Promise<void>;

/** A letter as SQL gives it; the times are in seconds. */
type LetterRow = Omit<Letter, 'sentAt' | 'diedAt'> & { readonly sent: number; readonly died: number };

/** What is needed of a letter that is dealt with. */
type TakenLetter = Pick<Letter, 'id' | 'queue' | 'data'>;

const Content = z.looseObject({ workspace: z.string() });

/** The jobs of all queues of one schema that were given up: each is a row, which goes when it is sent again. */
export class DeadLetters {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #log: Logger;
  readonly #hooks: Readonly<Record<string, LetterHooks>>;
  readonly #table: string;

  /** @param hooks by queue */
  constructor(
    database: Database,
    jobs: Jobs,
    log: Logger,
    hooks: Readonly<Record<string, LetterHooks>> = {},
  ) {
    this.#database = database;
    this.#jobs = jobs;
    this.#log = log;
    this.#hooks = hooks;
    this.#table = `${database.schema}.${LETTERS_TABLE}`;
  }

  /** Begins to take what the queues give up. */
  async start(): Promise<void> {
    await this.#jobs.workDead(async (job) => {
      try {
        await this.#keep(job);
      } catch (error) {
        const { id, queue } = job;
        this.#log.error({ err: error, job: id, queue }, 'a job that was given up is not kept yet');
        throw error;
      }
    });
  }

  /** One letter more than the page, newest first, out of the given workspaces. @param signal ends it */
  async page(
    workspaces: readonly string[],
    { first, after, ids }: LetterPage,
    signal?: AbortSignal,
  ): Promise<Letter[]> {
    if (ids?.length === 0) return [];
    const conditions = ['workspace in (?)', ...(after ? ['id < ?'] : []), ...(ids ? ['id in (?)'] : [])];
    const rows = await this.#database.fork(signal).execute<LetterRow[]>(
      `select id, workspace, queue, data, reason, tries,
         extract(epoch from sent_at)::float8 as sent, extract(epoch from died_at)::float8 as died
       from ${this.#table} where ${conditions.join(' and ')} order by id desc limit ?`,
      [[...workspaces], ...(after ? [after] : []), ...(ids ? [[...ids]] : []), first + 1],
    );
    return rows.map(({ sent, died, ...row }) => ({
      ...row,
      sentAt: new Date(sent * 1000),
      diedAt: new Date(died * 1000),
    }));
  }

  /**
   * Sends letters of the given workspaces to their queues again; each is then no letter any more.
   * @returns the ids of those that were there
   */
  async redrive(workspaces: readonly string[], ids: readonly string[], act: LetterAct): Promise<string[]> {
    return this.#database.retriedTransaction(async (em) => {
      const letters = await this.#take(em, workspaces, ids);
      for (const { queue, data } of letters) {
        await this.#hooks[queue]?.onRedrive(data, em);
        await this.#jobs.send(queue, [data], em);
      }
      return this.#told(letters, act, em);
    });
  }

  /** Removes letters of the given workspaces for good. @returns the ids of those that were there */
  async discard(workspaces: readonly string[], ids: readonly string[], act: LetterAct): Promise<string[]> {
    return this.#database.retriedTransaction(async (em) => {
      const letters = await this.#take(em, workspaces, ids);
      for (const { queue, data } of letters) await this.#hooks[queue]?.onDiscard?.(data, em);
      return this.#told(letters, act, em);
    });
  }

  /** Removes the letters of these queues that hold at least this, as they have been overtaken. */
  async forget<T extends JobContent>(queues: readonly string[], data: T, em: EntityManager): Promise<void> {
    await em.execute(`delete from ${this.#table} where workspace = ? and queue in (?) and data @> ?::jsonb`, [
      data.workspace,
      [...queues],
      JSON.stringify(data),
    ]);
  }

  async #keep(job: DeadJob): Promise<void> {
    const id = newId();
    const { queue, tries, sentAt, diedAt } = job;
    const hooks = this.#hooks[queue];
    // A letter whose workspace nobody knows could be shown to nobody: it stays where it is, and the log tells.
    const data = Content.parse(job.data);
    const isKept = await this.#database.retriedTransaction(async (em) => {
      if (!(await this.#jobs.endDead(job, em))) return false;
      const reason = (await hooks?.explain?.(job, em)) ?? job.reason;
      await em.execute(
        `insert into ${this.#table} (id, workspace, queue, data, reason, tries, sent_at, died_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
        [id, data.workspace, queue, JSON.stringify(data), reason, tries, sentAt, diedAt],
      );
      await hooks?.onDeath(data, em);
      return true;
    });
    if (isKept) this.#log.error({ letter: id, queue, reason: job.reason, tries }, 'a job was given up');
  }

  /** Deletes what is there, so that of two who want the same letter one gets it. */
  async #take(
    em: EntityManager,
    workspaces: readonly string[],
    ids: readonly string[],
  ): Promise<TakenLetter[]> {
    if (ids.length === 0) return [];
    return em.execute<TakenLetter[]>(
      `delete from ${this.#table} where workspace in (?) and id in (?) returning id, queue, data`,
      [[...workspaces], [...ids]],
    );
  }

  async #told(letters: readonly TakenLetter[], act: LetterAct, em: EntityManager): Promise<string[]> {
    const ids = letters.map(({ id }) => id);
    await act(ids, em);
    return ids;
  }
}
