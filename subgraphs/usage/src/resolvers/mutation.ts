import { callerOf } from '@manuel/subgraph';
import { settleQuota } from '../actions/settle-quota.ts';
import { takeQuota } from '../actions/take-quota.ts';
import type { MutationResolvers } from '../schema.generated.ts';

export const Mutation: MutationResolvers = {
  async takeQuota(_parent, { input }, context) {
    const { workspace } = callerOf(context);
    const taken = await takeQuota(context.database, { ...input, workspace }, context.limits);
    if (taken.ok) return { __typename: 'QuotaTaken', remainingToday: taken.remainingToday };
    const { kind, limit, resetsAt } = taken.period;
    return { __typename: 'QuotaRefused', period: kind, limit, resetsAt };
  },
  async settleQuota(_parent, { input }, context) {
    const { workspace } = callerOf(context);
    await settleQuota(context.database, { ...input, workspace }, context.limits);
    return true;
  },
  redriveUsageDeadLetters: (_parent, { ids }, context) => context.desk.redrive(context, ids),
  discardUsageDeadLetters: (_parent, { ids }, context) => context.desk.discard(context, ids),
};
