import type { ExecutionResult } from 'graphql';
import { isJson, own } from '../../src/engine/own.ts';

/** An answer in a form in which equal answers are equal texts. */
export interface Comparable {
  /** JSON, keys in the order of the answer. */
  readonly data: string;
  /** Sorted, each once. */
  readonly errorPaths: readonly string[];
}

/**
 * Where the specification leaves a choice, both sides are brought to one form (6.4.4, Handling Execution Errors): of
 * the errors below a value that became null any one may be told, so they all count as one below that null; and of
 * several errors at one path one is enough.
 */
export function comparable({ data, errors = [] }: ExecutionResult): Comparable {
  const paths = errors.map(({ path = [] }) => normalized(data, path));
  return { data: JSON.stringify(data) ?? 'none', errorPaths: [...new Set(paths)].sort() };
}

function normalized(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  for (const [length, step] of path.entries()) {
    if (value === null) return `${JSON.stringify(path.slice(0, length))} below`;
    value = isJson(value) ? own(value, String(step)) : Array.isArray(value) ? value[Number(step)] : undefined;
  }
  return JSON.stringify(path);
}
