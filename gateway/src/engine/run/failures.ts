import { GraphQLError } from 'graphql';
import { isJson, own } from '../own.ts';
import type { Path } from '../shape/exact-shape.ts';

/** An error of a subgraph's answer, as far as it can be used. */
export interface SubgraphError {
  readonly message: string;
  /** Within the subgraph's answer; null when it says none. */
  readonly path: Path | null;
  readonly extensions: Readonly<Record<string, unknown>>;
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

/** A subgraph's error at its place in the answer. Its stack trace, if it sent one, stays inside. */
export function errorAt(subgraph: string, { message, extensions }: SubgraphError, path: Path): GraphQLError {
  const { stacktrace: _stack, exception: _exception, ...kept } = extensions;
  return new GraphQLError(message, {
    path: [...path],
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...kept, serviceName: subgraph },
  });
}

/** What is told for each field that a subgraph was to give and gave no answer at all. */
export function failureOf(reason: unknown): SubgraphError {
  const code = isCoded(reason) ? reason.code : undefined;
  return {
    message: code === undefined ? 'The subgraph gave no answer that can be used.' : messageOf(reason),
    path: null,
    extensions: { code: code ?? 'UNAVAILABLE' },
  };
}

function isCoded(reason: unknown): reason is { code: string } {
  return (
    reason instanceof Error && 'code' in reason && typeof reason.code === 'string' && 'httpStatus' in reason
  );
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
