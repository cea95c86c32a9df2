import { askOrRefuse } from '../actions/ask-or-refuse.ts';
import type { MutationResolvers } from '../schema.generated.ts';

export const Mutation: MutationResolvers = {
  ask: (_parent, { input }, context) => askOrRefuse(context, input),
  redriveQueriesDeadLetters: (_parent, { ids }, context) => context.services.desk.redrive(context, ids),
  discardQueriesDeadLetters: (_parent, { ids }, context) => context.services.desk.discard(context, ids),
};
