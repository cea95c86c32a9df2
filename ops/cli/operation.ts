import { z } from 'zod';

/** One GraphQL request: a document, its variables, and the shape that its `data` must have. */
export interface Operation<Answer> {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<Answer>;
}

export function operation<Answer>(
  document: string,
  variables: Readonly<Record<string, unknown>>,
  answer: z.ZodType<Answer>,
): Operation<Answer> {
  return { document, variables, answer };
}

const problem = { code: z.string(), message: z.string() };
export const InvalidInput = z.object({ __typename: z.literal('InvalidInput'), ...problem });
export const NotFound = z.object({ __typename: z.literal('NotFound'), ...problem });
export const QuotaExceeded = z.object({ __typename: z.literal('QuotaExceeded'), ...problem });

/** An expected failure of a mutation, given as data. */
export type Problem = z.infer<typeof InvalidInput | typeof NotFound | typeof QuotaExceeded>;
