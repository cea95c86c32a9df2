import type { DeadLettersResolvers } from '../schema.generated.ts';

export const DeadLetters: DeadLettersResolvers = {
  usage: (_parent, args, context) => context.desk.page(context, args),
};
