import type { GraphQLError } from 'graphql';
import type { CompiledStep } from '../compile/program.ts';
import { isJson, own } from '../own.ts';
import type { Path } from '../shape/exact-shape.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { SubgraphResult } from '../subgraph-call.ts';
import { errorAt, NO_ANSWER, type SubgraphError, subgraphErrors } from './failures.ts';

/**
 * The errors of a root fetch's answer. A field that is lost without a reason is an error, too.
 * @param roots where the objects are that the answer is for: the root itself, or objects of its type below it
 */
export function rootErrors(
  step: CompiledStep,
  { data, errors }: SubgraphResult,
  variables: Variables,
  roots: readonly Path[],
): GraphQLError[] {
  const asked = step.fields.keysAsked(variables);
  const found = subgraphErrors(errors);
  const isPlaced = ({ path }: SubgraphError) => path !== null && asked.includes(String(path[0]));
  const placed = found.filter(isPlaced).flatMap((error) => atEach(step, error, error.path ?? [], roots));
  const general = found.filter((error) => !isPlaced(error));
  const lost = isJson(data) ? asked.filter((key) => own(data, key) === undefined) : asked;
  // Data that is null as a whole has its reason in a field that must not be null.
  if (lost.length === 0 || placed.length > 0)
    return [...placed, ...general.map((error) => errorAt(step.subgraph, error, null))];
  return rootFailure(step, general[0] ?? NO_ANSWER, lost, roots);
}

/** An error for each field that a root fetch was to give. @param keys of its answer */
export function rootFailure(
  step: CompiledStep,
  failure: SubgraphError,
  keys: readonly string[],
  roots: readonly Path[],
): GraphQLError[] {
  return keys.flatMap((key) => atEach(step, failure, [key], roots));
}

function atEach(
  step: CompiledStep,
  error: SubgraphError,
  path: Path,
  roots: readonly Path[],
): GraphQLError[] {
  return roots.map((root) => errorAt(step.subgraph, error, step.paths.of([...root, ...path])));
}
