import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A question that was answered; both are written together. */
export const Question = defineEntity({
  name: 'Question',
  tableName: 'questions',
  properties: {
    id: p.uuid().primary(),
    workspace: p.text(),
    userId: p.text(),
    text: p.text(),
    askedAt: p.datetime(3),
    // Names everything that was asked, so that a key used again for something else is told apart.
    inputDigest: p.text(),
    answerText: p.text(),
    found: p.boolean(),
    confidence: p.double().$type<number>(),
    engine: p.text(),
  },
  indexes: [{ name: 'questions_asker', properties: ['workspace', 'userId', 'askedAt', 'id'] }],
});

export type QuestionRow = RowOf<InferEntity<typeof Question>>;
