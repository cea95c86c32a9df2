import { isId } from '@manuel/service';
import { callerOf, connectionOf, pageOf } from '@manuel/subgraph';
import { byTime } from '../rules/order.ts';
import { maySee } from '../rules/visibility.ts';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  async question(_parent, { id }, context) {
    const question = isId(id) ? await context.loaders.questionById.load(id) : null;
    return question !== null && maySee(callerOf(context), question) ? question : null;
  },
  async questions(_parent, { first, after }, context) {
    const { workspace, id } = callerOf(context);
    const page = pageOf(byTime, { first, after: after ?? null });
    return connectionOf(byTime, await context.questions.page(workspace, id, page), page);
  },
  deadLetters: () => ({}),
};
