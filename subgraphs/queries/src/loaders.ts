import { isId } from '@manuel/service';
import DataLoader from 'dataloader';
import type { CitationRow, QuestionRepository, QuestionRow } from './repositories/question-repository.ts';

/** What one request reads in batches. */
export interface Loaders {
  readonly questionById: DataLoader<string, QuestionRow | null>;
  /** By the id of a question that this request has read. */
  readonly citationsByQuestion: DataLoader<string, CitationRow[]>;
}

/** @param workspace the only one that this request may see */
export function createLoaders(questions: QuestionRepository, workspace: string): Loaders {
  return {
    questionById: new DataLoader(async (ids) => {
      const rows = new Map((await questions.byIds(workspace, ids.filter(isId))).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    }),
    citationsByQuestion: new DataLoader(async (ids) => {
      const rows = Map.groupBy(await questions.citationsOf(ids), (row) => row.questionId);
      return ids.map((id) => rows.get(id) ?? []);
    }),
  };
}
