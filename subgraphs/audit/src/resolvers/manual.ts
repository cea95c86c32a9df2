import type { ManualResolvers } from '../schema.generated.ts';

/** All that this subgraph knows of a manual. */
export interface ManualParent {
  readonly id: string;
}

export const Manual: ManualResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  auditTrail: ({ id }, _args, { loaders }) => loaders.trailByTarget.load(`manual:${id}`),
};
