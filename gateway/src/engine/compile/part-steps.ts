import { isInterfaceType, Kind, parse, type SelectionSetNode } from 'graphql';
import type { DeferredPart } from '../planning/index.ts';
import type { ShapeSource } from '../shape/exact-shape.ts';
import { heightsOf } from './plan-graph.ts';
import type { Step } from './step.ts';

type Part = number | null;
/** The parts that ask for what lies at a path of the data, lists not counted. */
type Asked = ReadonlyMap<string, readonly Part[]>;

/** Stands at the end of a path for the type of an object that was known by an interface alone. */
const TYPE = '__typename';

/**
 * Gives the steps of a plan for a whole operation to its parts: a step is for the innermost part around all that ask for
 * something it brings, or for what other steps need of it. Types are not looked at, so a step may be given to a part
 * that could do without, and is never missed by one that needs it.
 */
export function stepsInParts(
  steps: readonly Step[],
  parts: readonly DeferredPart[],
  first: ShapeSource,
): Step[] {
  const asked = askedPaths(parts, first);
  const given = new Map<number, Part>();
  for (const step of steps.toReversed()) {
    const needing = [
      ...broughtPaths(step, first).flatMap((path) => asked.get(path) ?? []),
      ...step.dependents.map((dependent) => given.get(dependent) ?? null),
    ];
    given.set(
      step.index,
      needing.length === 0 ? null : needing.reduce((one, two) => common(one, two, parts)),
    );
  }
  const divided = steps.map((step) => ({ ...step, part: given.get(step.index) ?? null }));
  const heights = heightsOf(divided);
  return divided.map((step) => ({ ...step, height: heights[step.index] ?? 1 }));
}

/**
 * Whether each part has the types of objects that it asks for, where these are known by an interface alone at first: a
 * plan in parts may leave them to a part inside.
 */
export function haveTypes(
  steps: readonly Step[],
  parts: readonly DeferredPart[],
  first: ShapeSource,
): boolean {
  const bringing = new Map<string, Part[]>();
  for (const step of steps) {
    const paths = broughtPaths(step, first).filter((path) => path.endsWith(typeEnd));
    for (const path of paths) bringing.set(path, [...(bringing.get(path) ?? []), step.part]);
  }
  const asked = askedPaths(parts, first);
  return [...bringing].every(([path, found]) =>
    (asked.get(path) ?? []).every((part) => found.some((one) => common(one, part, parts) === one)),
  );
}

function askedPaths(parts: readonly DeferredPart[], { names, operation }: ShapeSource): Asked {
  const asked = new Map<string, Part[]>();
  const ask = (path: readonly string[], part: Part) =>
    asked.set(textOf(path), [...(asked.get(textOf(path)) ?? []), part]);
  const add = (set: SelectionSetNode, place: readonly string[], part: Part): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        if (node.typeCondition !== undefined) ask([...place, TYPE], part);
        add(node.selectionSet, place, part);
      }
      if (node.kind !== Kind.FIELD) continue;
      const path = [...place, node.name.value === TYPE ? TYPE : names.dataKey(node)];
      ask(path, part);
      if (node.selectionSet !== undefined) add(node.selectionSet, path, part);
    }
  };
  add(operation.selectionSet, [], null);
  const places: (readonly string[])[] = [];
  for (const [number, { outer, way, selectionSet }] of parts.entries()) {
    let place: readonly string[] = outer === null ? [] : (places[outer] ?? []);
    for (const node of way) {
      if (node.kind === Kind.FIELD) place = [...place, names.dataKey(node)];
      else if (node.typeCondition !== undefined) ask([...place, TYPE], outer);
    }
    places.push(place);
    add(selectionSet, place, number);
  }
  return asked;
}

function broughtPaths({ path, query, requires, outputRewrites }: Step, { schema }: ShapeSource): string[] {
  const renamed = new Map<string, string>();
  for (const rewrite of outputRewrites) {
    const last = rewrite.path.at(-1);
    // The planner's own aliases are numbered, so a name alone tells what it stands for.
    if (rewrite.kind === 'KeyRenamer' && last?.kind === 'key') renamed.set(last.name, rewrite.renameKeyTo);
  }
  const brought: string[] = [];
  const add = (set: SelectionSetNode, place: readonly string[]): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) add(node.selectionSet, place);
      if (node.kind !== Kind.FIELD) continue;
      const key = (node.alias ?? node.name).value;
      const inner = [...place, renamed.get(key) ?? key];
      if (key !== TYPE) brought.push(textOf(inner));
      if (node.selectionSet !== undefined) add(node.selectionSet, inner);
    }
  };
  const operation = parse(query, { noLocation: true }).definitions.find(
    (one) => one.kind === Kind.OPERATION_DEFINITION,
  );
  const [root] = operation?.selectionSet.selections ?? [];
  const set =
    requires === null ? operation?.selectionSet : root && 'selectionSet' in root && root.selectionSet;
  const keys = path.flatMap((step) => (step.kind === 'key' ? [step.name] : []));
  if (set) add(set, keys);
  const isOfInterface = requires?.some(
    (one) => one.kind === 'InlineFragment' && isInterfaceType(schema.getType(one.typeCondition ?? '')),
  );
  return isOfInterface ? [...brought, textOf([...keys, TYPE])] : brought;
}

/** The innermost part that is around both; each is around itself. */
function common(one: number | null, other: number | null, parts: readonly DeferredPart[]): number | null {
  const around = new Set<number>();
  for (let at = one; at !== null; at = parts[at]?.outer ?? null) around.add(at);
  for (let at = other; at !== null; at = parts[at]?.outer ?? null) if (around.has(at)) return at;
  return null;
}

function textOf(path: readonly string[]): string {
  return path.map((key) => ` ${key}`).join('');
}

const typeEnd = textOf([TYPE]);
