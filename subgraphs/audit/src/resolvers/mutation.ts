import { recordEntries } from '../actions/record-entries.ts';
import type { MutationResolvers } from '../schema.generated.ts';

export const Mutation: MutationResolvers = {
  recordEntries: (_parent, { entries }, context) => recordEntries(context.database, entries),
};
