import type { DeadLettersResolvers } from '../schema.generated.ts';

export const DeadLetters: DeadLettersResolvers = {
  queries: (_parent, args, context) => context.services.desk.page(context, args),
};
