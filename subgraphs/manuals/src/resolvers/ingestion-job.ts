import type { IngestionJobResolvers } from '../schema.generated.ts';

export const IngestionJob: IngestionJobResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.ingestionById.load(id),
  failure: ({ failureCode, failureMessage }) =>
    failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
};
