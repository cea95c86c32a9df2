import { z } from 'zod';
import { InvalidInput, operation } from './operation.ts';

/** The subgraphs that keep dead letters. */
export const KEEPERS = ['manuals', 'queries', 'usage'] as const;
export type Keeper = (typeof KEEPERS)[number];

const DeadLetter = z.object({
  id: z.string(),
  queue: z.string(),
  data: z.string(),
  reason: z.string(),
  tries: z.int(),
  sentAt: z.string(),
  diedAt: z.string(),
});
/** A job or message that was given up. */
export type DeadLetter = z.infer<typeof DeadLetter>;

const Letters = z
  .object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    edges: z.array(z.object({ node: DeadLetter })),
  })
  .nullable();

/** The newest dead letters of each subgraph. @param variables `ids` are those that alone are wanted */
export function listDeadLetters(variables: { first: number; ids?: readonly string[] | undefined }) {
  return operation(
    `query DeadLetters($first: Int!, $ids: [ID!]) {
      deadLetters { ${KEEPERS.map((keeper) => `${keeper}(first: $first, ids: $ids) { ...letters }`).join(' ')} }
    }
    fragment letters on DeadLetterConnection {
      pageInfo { hasNextPage }
      edges { node { id queue data reason tries sentAt diedAt } }
    }`,
    variables,
    z.object({
      deadLetters: z.object({ manuals: Letters, queries: Letters, usage: Letters }).nullable(),
    }),
  );
}

/** What can be done with dead letters, and how the contract names it when it was. */
const CHANGES = { redrive: 'DeadLettersRedriven', discard: 'DeadLettersDiscarded' } as const;
export type Change = keyof typeof CHANGES;

const Changed = z.object({ __typename: z.enum(Object.values(CHANGES)), ids: z.array(z.string()) });

/** Sends dead letters of one subgraph to their queues again, or removes them for good. */
export function changeDeadLetters(change: Change, keeper: Keeper, ids: readonly string[]) {
  const field = `${change}${keeper.charAt(0).toUpperCase()}${keeper.slice(1)}DeadLetters`;
  return operation(
    `mutation ${field}($ids: [ID!]!) {
      letters: ${field}(ids: $ids) {
        __typename
        ... on ${CHANGES[change]} { ids }
        ... on Problem { code message }
      }
    }`,
    { ids },
    z.object({ letters: z.discriminatedUnion('__typename', [Changed, InvalidInput]) }),
  );
}
