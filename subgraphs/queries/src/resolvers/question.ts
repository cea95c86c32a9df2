import { callerOf } from '@manuel/subgraph';
import { maySee } from '../rules/visibility.ts';
import type { QuestionResolvers } from '../schema.generated.ts';

export const Question: QuestionResolvers = {
  async __resolveReference({ id }, context) {
    const question = await context.loaders.questionById.load(id);
    return question !== null && maySee(callerOf(context), question) ? question : null;
  },
  askedBy: ({ userId }) => ({ id: userId }),
  async answer({ id, answerText, found, confidence, engine }, _args, { loaders }) {
    return {
      text: answerText,
      found,
      confidence,
      engine,
      citations: await loaders.citationsByQuestion.load(id),
    };
  },
};
