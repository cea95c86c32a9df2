import { type Cache, RowCache, type RowKind } from '@manuel/cache';
import type { CitationRow, QuestionReader, QuestionRow } from './question-repository.ts';

/** As the migration 0002 notes the rows. */
const QUESTIONS: RowKind<QuestionRow> = {
  name: 'question',
  shape: 1,
  keepsAbsence: true,
  revive: (row) => ({ ...row, askedAt: new Date(row.askedAt) }),
};
/** As the migration 0004 notes the rows. */
const CITATIONS_SHAPE = 2;

/** What `QuestionRepository` reads by id, with a cache before it. */
export class CachedQuestions implements QuestionReader {
  readonly #questions: QuestionReader;
  readonly #cache: Cache;
  readonly #rows: RowCache<QuestionRow>;

  constructor(questions: QuestionReader, cache: Cache) {
    this.#questions = questions;
    this.#cache = cache;
    this.#rows = new RowCache(cache, QUESTIONS, questions);
  }

  byIds(workspace: string, ids: readonly string[]): Promise<QuestionRow[]> {
    return this.#rows.byIds(workspace, ids);
  }

  async citationsOf(workspace: string, questionIds: readonly string[]): Promise<CitationRow[]> {
    const keyOf = (id: string) => `citations:${workspace}:${id}`;
    const idByKey = new Map(questionIds.map((id) => [keyOf(id), id]));
    const lists = await this.#cache.read<CitationRow[]>([...idByKey.keys()], {
      shape: CITATIONS_SHAPE,
      keepsAbsence: true,
      load: async (keys) => {
        const ids = keys.flatMap((key) => idByKey.get(key) ?? []);
        const rows = await this.#questions.citationsOf(workspace, ids);
        return Map.groupBy(rows, ({ questionId }) => keyOf(questionId));
      },
    });
    return lists.flatMap((list) => list ?? []);
  }
}
