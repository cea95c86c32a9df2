import { queryRows, readRows } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Citation, type CitationRow } from '../entities/citation.ts';
import { Question, type QuestionRow } from '../entities/question.ts';

export type { CitationRow } from '../entities/citation.ts';
export type { QuestionRow } from '../entities/question.ts';

/** Reads questions and citations by id; `CachedQuestions` is the same with a cache before it. */
export interface QuestionReader {
  byIds(workspace: string, ids: readonly string[]): Promise<QuestionRow[]>;
  /** The questions' citations, in their order. */
  citationsOf(workspace: string, questionIds: readonly string[]): Promise<CitationRow[]>;
}

/** Questions with their answers and citations; every read is within one workspace. */
export class QuestionRepository implements QuestionReader {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  byIds(workspace: string, ids: readonly string[]): Promise<QuestionRow[]> {
    return readRows(this.#em, Question, { workspace, id: { $in: [...ids] } });
  }

  /** One row more than the page, newest first. @param page starts after a time of asking and an id */
  page(
    workspace: string,
    userId: string,
    { first, after }: Page<readonly [string, string]>,
  ): Promise<QuestionRow[]> {
    return queryRows(
      this.#em,
      Question,
      `select * from queries.questions where workspace = ? and user_id = ?
       ${after === null ? '' : 'and (asked_at, id) < (?::timestamptz, ?::uuid)'}
       order by asked_at desc, id desc limit ?`,
      [workspace, userId, ...(after ?? []), first + 1],
    );
  }

  async citationsOf(workspace: string, questionIds: readonly string[]): Promise<CitationRow[]> {
    const where = { workspace, questionId: { $in: [...questionIds] } };
    const rows = await readRows(this.#em, Citation, where, { orderBy: { number: 'asc' } });
    // `mapToPk` gives the id where the inferred type has the entity.
    return rows as unknown as CitationRow[];
  }

  /** Adds the question with its answer unless its id is there. @returns whether it was added */
  async add(question: QuestionRow, citations: readonly CitationRow[]): Promise<boolean> {
    const insert = this.#em.createQueryBuilder(Question).insert(question).onConflict('id').ignore();
    if ((await insert.execute()).affectedRows === 0) return false;
    if (citations.length > 0)
      await this.#em
        .createQueryBuilder(Citation)
        .insert([...citations])
        .execute();
    return true;
  }
}
