import type { GraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import Negotiator from 'negotiator';
import type {
  DeliveredPart,
  IncrementalAnswer,
  LaterParts,
  PendingPart,
} from '../engine/run/parts-answer.ts';

const WITHOUT_SPEC = 'multipart/mixed';
/** What clients ask for today (Apollo Client, Relay, urql): the RFC as it was in August 2022. */
const PATHS = 'multipart/mixed; deferSpec=20220824';
/** The RFC as it has been since: parts are announced, and later named by their ids. */
const IDS = 'multipart/mixed; incrementalSpec=v0.2';

export type PartsFormat = typeof PATHS | typeof IDS;

/** The form in which a client takes an answer in parts, as Apollo Server sees it, too; null when it takes none. */
export function partsFormat(accept: string | undefined): PartsFormat | null {
  if (!accept?.includes(WITHOUT_SPEC)) return null;
  const negotiator = new Negotiator({ headers: { accept } });
  const preferred = negotiator.mediaType([WITHOUT_SPEC, IDS, PATHS]);
  return preferred === IDS || preferred === PATHS ? preferred : null;
}

type FormatError = (error: GraphQLError) => GraphQLFormattedError;
type Body = Extract<GraphQLResponse['body'], { kind: 'incremental' }>;

/** An answer in parts as Apollo Server writes it. @param formatError makes of an error what clients see of it */
export function bodyInParts(
  { first: { data, errors = [] }, pending, later }: IncrementalAnswer,
  format: PartsFormat,
  formatError: FormatError,
): Body {
  const first: FormattedExecutionResult = { ...errorsOf(errors, formatError), data: data ?? null };
  const hasNext = pending.length > 0;
  if (format === PATHS) {
    const subsequentResults = mapped(later, (parts) => withPaths(parts, formatError));
    return { kind: 'incremental', initialResult: { ...first, hasNext }, subsequentResults };
  }
  return {
    kind: 'incremental',
    initialResult: { ...first, pending: pending.map(announced), hasNext },
    subsequentResults: mapped(later, (parts) => withIds(parts, formatError)),
  };
}

async function* mapped<T>(later: AsyncIterable<LaterParts>, map: (parts: LaterParts) => T) {
  for await (const parts of later) yield map(parts);
}

function withPaths({ delivered, hasNext }: LaterParts, formatError: FormatError) {
  const incremental = delivered.map(({ path, label, data, errors }) => ({
    path,
    ...(label === undefined ? {} : { label }),
    data,
    ...errorsOf(errors, formatError),
  }));
  return { incremental, hasNext };
}

function withIds({ delivered, pending, hasNext }: LaterParts, formatError: FormatError) {
  const incremental = delivered.flatMap((part) => additionsOf(part, formatError));
  return {
    ...(pending.length === 0 ? {} : { pending: pending.map(announced) }),
    ...(incremental.length === 0 ? {} : { incremental }),
    completed: delivered.map(({ id, data, errors }) => ({
      id,
      ...(data === null ? errorsOf(errors, formatError) : {}),
    })),
    hasNext,
  };
}

/** A part's errors stand at the first of its additions, or alone. */
function additionsOf({ id, data, additions, errors }: DeliveredPart, formatError: FormatError) {
  if (data === null) return [];
  const all = additions.length === 0 && errors.length > 0 ? [{ subPath: [], data: {} }] : additions;
  return all.map((addition, index) => ({
    id,
    ...(addition.subPath.length === 0 ? {} : { subPath: addition.subPath }),
    data: addition.data,
    ...(index === 0 ? errorsOf(errors, formatError) : {}),
  }));
}

function errorsOf(errors: readonly GraphQLError[], formatError: FormatError) {
  return errors.length === 0 ? {} : { errors: errors.map(formatError) };
}

function announced({ id, path, label }: PendingPart) {
  return { id, path, ...(label === undefined ? {} : { label }) };
}
