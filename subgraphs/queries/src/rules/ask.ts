import { createHash } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { InvalidInput, idFor, isId, newId } from '@manuel/service';

const LONGEST_TEXT = 2_000;
const LONGEST_KEY = 100;
const MOST_MANUALS = 1_000;

export interface AskInput {
  readonly text: string;
  readonly manualIds?: readonly string[] | null;
  readonly product?: string | null;
  readonly idempotencyKey?: string | null;
}

/** A question that can be asked. */
export interface CheckedQuestion {
  /** Made from the idempotency key where there is one: asking again is the same question. */
  readonly id: string;
  /** Whether it may have been asked before, as it has an idempotency key. */
  readonly isRepeatable: boolean;
  readonly text: string;
  readonly manualIds: readonly string[] | null;
  readonly product: string | null;
  /** Names everything that is asked. */
  readonly inputDigest: string;
}

/** @throws InvalidInput that names the field, what it is and what would be right */
export function checkQuestion(
  caller: Caller,
  { text, manualIds, product, idempotencyKey }: AskInput,
): CheckedQuestion {
  const asked = text.trim();
  if (asked === '') throw new InvalidInput('input.text', 'The question is empty: ask something.');
  if (asked.length > LONGEST_TEXT) {
    throw new InvalidInput(
      'input.text',
      `The question has ${asked.length} characters; at most ${LONGEST_TEXT} can be asked.`,
    );
  }
  if (asked.includes('\0'))
    throw new InvalidInput('input.text', 'The question must not hold a NUL character.');
  if (product?.includes('\0'))
    throw new InvalidInput('input.product', 'product must not hold a NUL character.');
  if ((manualIds?.length ?? 0) > MOST_MANUALS) {
    throw new InvalidInput('input.manualIds', `At most ${MOST_MANUALS} manuals can be named.`);
  }
  const wrong = manualIds?.find((id) => !isId(id));
  if (wrong !== undefined) throw new InvalidInput('input.manualIds', `"${wrong}" is no manual's id.`);
  const key = idempotencyKey ?? null;
  if (key !== null && (key === '' || key.length > LONGEST_KEY)) {
    throw new InvalidInput(
      'input.idempotencyKey',
      `idempotencyKey must be 1 to ${LONGEST_KEY} characters, or left out.`,
    );
  }
  const scope = { manualIds: manualIds ?? null, product: product ?? null };
  const inputDigest = createHash('sha256')
    .update(JSON.stringify([asked, scope.manualIds, scope.product]))
    .digest('hex');
  return {
    id: key === null ? newId() : idFor(caller.workspace, caller.id, key),
    isRepeatable: key !== null,
    text: asked,
    ...scope,
    inputDigest,
  };
}
