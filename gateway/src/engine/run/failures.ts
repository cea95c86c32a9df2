import { ServiceError } from '@manuel/service';
import { GraphQLError } from 'graphql';
import { isJson, own } from '../own.ts';
import type { Path } from '../shape/exact-shape.ts';

/** An error of a subgraph's answer, as far as it can be used. */
export interface SubgraphError {
  readonly message: string;
  /** Within the subgraph's answer; null when it says none. */
  readonly path: Path | null;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Why there is no answer, for the log. */
  readonly cause?: Error;
}

/** What the errors of an answer are, whatever the subgraph sent as such. */
export function subgraphErrors(errors: unknown): SubgraphError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error) => {
    const path = isJson(error) ? own(error, 'path') : undefined;
    return {
      message:
        isJson(error) && typeof error.message === 'string'
          ? error.message
          : 'The subgraph told of an error without a message.',
      path: Array.isArray(path) && path.every(isStep) ? path : null,
      extensions: isJson(error) && isJson(error.extensions) ? error.extensions : {},
    };
  });
}

function isStep(step: unknown): step is string | number {
  return typeof step === 'string' || typeof step === 'number';
}

/** What is told when a subgraph leaves out what it was asked for and tells of no error. */
export const NO_ANSWER: SubgraphError = {
  message: 'The subgraph gave no answer that can be used.',
  path: null,
  extensions: { code: 'UNAVAILABLE' },
};

/**
 * A subgraph's error at its place in the answer. Its stack trace, if it sent one, stays inside.
 * @param path null when nobody can say where
 */
export function errorAt(
  subgraph: string,
  { message, extensions, cause }: SubgraphError,
  path: Path | null,
): GraphQLError {
  const { stacktrace: _stack, exception: _exception, ...kept } = extensions;
  return new GraphQLError(message, {
    path: path && [...path],
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...kept, serviceName: subgraph },
    originalError: cause ?? null,
  });
}

/**
 * What is told for each field that a subgraph was to give and gave no answer at all. A reason that is not named by a
 * code is a fault of ours.
 */
export function failureOf(reason: unknown): SubgraphError {
  const cause = reason instanceof Error ? reason : new Error(String(reason));
  if (cause instanceof ServiceError)
    return { message: cause.message, path: null, extensions: { code: cause.code } };
  return { message: cause.message, path: null, extensions: { code: 'INTERNAL_SERVER_ERROR' }, cause };
}
