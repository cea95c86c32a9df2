import type { CitationResolvers } from '../schema.generated.ts';

export const Citation: CitationResolvers = {
  passage: ({ passageId }) => ({ id: passageId }),
};
