import { InvalidInput, isId } from '@manuel/service';

const LONGEST_TEXT = 4_000;
const MOST_HITS = 50;
const MOST_MANUALS = 1_000;

export interface SearchArguments {
  readonly text: string;
  readonly manualIds?: readonly string[] | null;
  readonly product?: string | null;
  readonly first: number;
}

/**
 * Decides whether a search can be meant.
 * @returns it without ids that can be no manual's
 * @throws InvalidInput that names the argument
 */
export function checkSearch({ text, manualIds, product, first }: SearchArguments): SearchArguments {
  if (text.trim() === '') throw new InvalidInput('text', 'text is empty: say what to search for.');
  if (text.length > LONGEST_TEXT)
    throw new InvalidInput(
      'text',
      `text has ${text.length} characters; at most ${LONGEST_TEXT} are searched for.`,
    );
  if (first < 1 || first > MOST_HITS)
    throw new InvalidInput('first', `first must be 1 to ${MOST_HITS}, not ${first}.`);
  if ((manualIds?.length ?? 0) > MOST_MANUALS)
    throw new InvalidInput('manualIds', `At most ${MOST_MANUALS} manuals can be named.`);
  if (product?.includes('\0')) throw new InvalidInput('product', 'product must not hold a NUL character.');
  return { text, manualIds: manualIds?.filter(isId) ?? null, product: product ?? null, first };
}
