import { mayUse } from '@manuel/identity';
import { callerOf } from '@manuel/subgraph';
import type { QuestionResolvers } from '../schema.generated.ts';

/** All that this subgraph knows of a question before it looks for the charge. */
export interface QuestionParent {
  readonly id: string;
}

export const Question: QuestionResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  async cost({ id }, _args, context) {
    const charge = await context.loaders.chargeById.load(id);
    const caller = callerOf(context);
    // Another's question is one that this caller cannot see; so it has no cost to show either.
    if (charge === null || charge.state === 'TAKEN') return null;
    if (charge.userId !== caller.id && !mayUse(caller, 'usage:read-all')) return null;
    const { computeMilliseconds, amountUsd } = charge;
    return { questions: charge.state === 'KEPT' ? 1 : 0, computeMilliseconds, amountUsd };
  },
};
