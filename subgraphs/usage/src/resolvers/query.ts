import { callerOf } from '@manuel/subgraph';
import type { QueryResolvers } from '../schema.generated.ts';

export const Query: QueryResolvers = {
  me: (_parent, _args, context) => ({ id: callerOf(context).id }),
  deadLetters: () => ({}),
};
