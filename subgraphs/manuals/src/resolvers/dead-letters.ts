import type { DeadLettersResolvers } from '../schema.generated.ts';

export const DeadLetters: DeadLettersResolvers = {
  manuals: (_parent, args, context) => context.services.desk.page(context, args),
};
