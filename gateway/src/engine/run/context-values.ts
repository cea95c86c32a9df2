import type { CompiledStep } from '../compile/program.ts';
import type { TypeConditions } from '../compile/types.ts';
import { isJson, type Json, own } from '../own.ts';
import type { PathStep } from '../planning/index.ts';

/** Entities that the same values of a context stand around; these are fetched with them as variables. */
export interface ContextGroup {
  /** Entries of a JSON object: a variable each. */
  readonly variables: readonly string[];
  /** By the entities' places in the order of the answer. */
  readonly members: ReadonlySet<number>;
}

/** Groups a step's entities by what the objects around them hold for it (federation's `@context` and `@fromContext`). */
export function contextGroups(
  { contextRewrites, entities }: CompiledStep,
  data: Json,
  types: TypeConditions,
): ContextGroup[] {
  const groups = new Map<string, { variables: string[]; members: Set<number> }>();
  for (const [index, { path }] of entities.places(data).entries()) {
    const around = objectsAlong(data, path);
    const values = new Map<string, unknown>();
    for (const { path: way, renameKeyTo } of contextRewrites) {
      const value = valueAt(around, way, types);
      if (value !== undefined) values.set(renameKeyTo, value);
    }
    const variables = [...values].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    const group = groups.get(variables.join()) ?? { variables, members: new Set() };
    groups.set(variables.join(), group);
    group.members.add(index);
  }
  return [...groups.values()];
}

/** The objects on the way to an entity, itself last; lists are not counted. */
function objectsAlong(data: Json, path: readonly (string | number)[]): Json[] {
  const objects = [data];
  let value: unknown = data;
  for (const step of path) {
    value =
      typeof step === 'number' ? Array.isArray(value) && value[step] : isJson(value) && own(value, step);
    if (isJson(value)) objects.push(value);
  }
  return objects;
}

function valueAt(around: readonly Json[], way: readonly PathStep[], types: TypeConditions): unknown {
  let height = around.length - 1;
  let value: unknown = around[height];
  for (const step of way) {
    if (step.kind === 'parent') {
      height -= 1;
      value = around[height];
    } else if (step.kind === 'key') value = isJson(value) ? own(value, step.name) : undefined;
    else if (step.kind === 'type' && !standsUnder(value, step.names, types)) return undefined;
  }
  return value;
}

function standsUnder(value: unknown, names: readonly string[], types: TypeConditions): boolean {
  return isJson(value) && names.some((name) => types.holds(name, value.__typename));
}
