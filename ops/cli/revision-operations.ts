import { z } from 'zod';
import { InvalidInput, NotFound, operation } from './operation.ts';

const Manual = z.object({ id: z.string(), title: z.string() });
const ManualReplaced = z.object({
  __typename: z.literal('ManualReplaced'),
  deduplicated: z.boolean(),
  manual: Manual,
});
const ManualReingested = z.object({ __typename: z.literal('ManualReingested'), manual: Manual });

/** What the user says of a new file; what is left out stays as it is. */
export interface RevisionDetails {
  readonly title?: string | undefined;
  readonly language?: string | undefined;
}

/** Asks for a file that has been sent to take the place of a manual's own. */
export function replaceManual(input: RevisionDetails & { id: string; uploadId: string }) {
  return operation(
    `mutation ReplaceManual($input: ReplaceManualInput!) {
      replaceManual(input: $input) {
        __typename
        ... on ManualReplaced { deduplicated manual { id title } }
        ... on Problem { code message }
      }
    }`,
    { input },
    z.object({ replaceManual: z.discriminatedUnion('__typename', [ManualReplaced, InvalidInput, NotFound]) }),
  );
}

/** Asks for a manual's file to be read once more. */
export function reingestManual(id: string) {
  return operation(
    `mutation ReingestManual($id: ID!) {
      reingestManual(id: $id) {
        __typename
        ... on ManualReingested { manual { id title } }
        ... on Problem { code message }
      }
    }`,
    { id },
    z.object({
      reingestManual: z.discriminatedUnion('__typename', [ManualReingested, InvalidInput, NotFound]),
    }),
  );
}
