import { listLoader, rowLoader } from '@manuel/database';
import type DataLoader from 'dataloader';
import type { CitationRow, QuestionReader, QuestionRow } from './repositories/question-repository.ts';

/** What one request reads in batches. */
export interface Loaders {
  readonly questionById: DataLoader<string, QuestionRow | null>;
  readonly citationsByQuestion: DataLoader<string, CitationRow[]>;
}

/** @param workspace the only one that this request may see */
export function createLoaders(questions: QuestionReader, workspace: string): Loaders {
  return {
    questionById: rowLoader(
      (ids) => questions.byIds(workspace, ids),
      ({ id }) => id,
    ),
    citationsByQuestion: listLoader(
      (ids) => questions.citationsOf(workspace, ids),
      ({ questionId }) => questionId,
    ),
  };
}
