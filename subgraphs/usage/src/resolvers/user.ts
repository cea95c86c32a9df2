import { mayUse } from '@manuel/identity';
import { NotAllowed } from '@manuel/service';
import { callerOf } from '@manuel/subgraph';
import type { UserResolvers } from '../schema.generated.ts';

/** All that this subgraph knows of a user before it counts. */
export interface UserParent {
  readonly id: string;
}

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  async usage({ id }, _args, context) {
    const caller = callerOf(context);
    if (id !== caller.id && !mayUse(caller, 'usage:read-all'))
      throw new NotAllowed('Only auditors see the usage of others.');
    return context.loaders.usageByUser.load(id);
  },
};
