import type { GraphQLError } from 'graphql';
import type { CompiledStep } from '../compile/program.ts';
import { isJson, own } from '../own.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { SubgraphResult } from '../subgraph-call.ts';
import { errorAt, NO_ANSWER, type SubgraphError, subgraphErrors } from './failures.ts';

/** The errors of a root fetch's answer at their places. A field that is lost without a reason is an error, too. */
export function rootErrors(
  step: CompiledStep,
  { data, errors }: SubgraphResult,
  variables: Variables,
): GraphQLError[] {
  const asked = step.fields.keysAsked(variables);
  const found = subgraphErrors(errors);
  const isPlaced = ({ path }: SubgraphError) => path !== null && asked.includes(String(path[0]));
  const placed = found
    .filter(isPlaced)
    .map((error) => errorAt(step.subgraph, error, step.paths.of(error.path ?? [])));
  const general = found.filter((error) => !isPlaced(error));
  const lost = isJson(data) ? asked.filter((key) => own(data, key) === undefined) : asked;
  // Data that is null as a whole has its reason in a field that must not be null.
  if (lost.length === 0 || placed.length > 0)
    return [...placed, ...general.map((error) => errorAt(step.subgraph, error, null))];
  return rootFailure(step, general[0] ?? NO_ANSWER, lost);
}

/** An error for each field that a root fetch was to give. @param keys of its answer */
export function rootFailure(
  step: CompiledStep,
  failure: SubgraphError,
  keys: readonly string[],
): GraphQLError[] {
  return keys.map((key) => errorAt(step.subgraph, failure, step.paths.of([key])));
}
