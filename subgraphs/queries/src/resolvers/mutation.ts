import { askOrRefuse } from '../actions/ask-or-refuse.ts';
import type { MutationResolvers } from '../schema.generated.ts';

export const Mutation: MutationResolvers = {
  ask: (_parent, { input }, context) => askOrRefuse(context, input),
};
