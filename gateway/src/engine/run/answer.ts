import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Program } from '../compile/program.ts';
import { AskedPaths } from '../shape/asked-paths.ts';
import { ExactShape, type Path, pathKey } from '../shape/exact-shape.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { Execution } from './execution.ts';

/** Data that is as the schema says needs no second look; anything else is told of exactly. */
export function answerOf(
  { fastShape, shape }: Program,
  variables: Variables,
  { data, errors: found, absent }: Execution,
): ExecutionResult {
  const asked = new AskedPaths(shape, variables, data);
  const errors = found.filter(({ path }) => path === undefined || !asked.isForeign(path));
  const fast = fastShape?.(data, variables);
  if (fast !== undefined) return errors.length === 0 ? { data: fast } : { data: fast, errors };
  const exact = new ExactShape(shape, variables, toldPaths(errors), absent);
  const shaped = exact.shape(data);
  const all = [...errors, ...exact.errors];
  return all.length === 0 ? { data: shaped } : { data: shaped, errors: all };
}

/** The paths that have an error at them or below them: a null there has been told of. */
export function toldPaths(errors: readonly GraphQLError[]): Set<string> {
  const told = new Set<string>();
  for (const { path } of errors) {
    const whole: Path = path ?? [];
    for (let length = 1; length <= whole.length; length++) told.add(pathKey(whole.slice(0, length)));
  }
  return told;
}
