import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Question } from './question.ts';

/** Where an answer stands; the quote stays when the manual is removed. */
export const Citation = defineEntity({
  name: 'Citation',
  tableName: 'citations',
  properties: {
    questionId: () =>
      p.manyToOne(Question).mapToPk().primary().deleteRule('cascade').fieldName('question_id'),
    // From 1, as in the answer's text.
    number: p.integer().primary(),
    // That of the question.
    workspace: p.text(),
    passageId: p.uuid(),
    page: p.integer().nullable(),
    quote: p.text(),
  },
});

export type CitationRow = RowOf<Omit<InferEntity<typeof Citation>, 'questionId'> & { questionId: string }>;
