import { isJson, type Json, mergeInto, own, setOwn } from '../own.ts';
import type { PathStep, Rewrite } from '../planning/index.ts';
import type { TypeConditions } from './types.ts';

/** Changes data as the planner asks: sets a value, such as the type that a subgraph knows an entity by, or renames a key. */
export function applyRewrites(rewrites: readonly Rewrite[], value: unknown, types: TypeConditions): void {
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1);
    if (last?.kind !== 'key') continue;
    eachAt(rewrite.path.slice(0, -1), value, types, (object) => change(rewrite, object, last.name));
  }
}

function change(rewrite: Rewrite, object: Json, key: string): void {
  if (rewrite.kind === 'ValueSetter') {
    setOwn(object, key, rewrite.value);
    return;
  }
  const value = own(object, key);
  if (value === undefined) return;
  delete object[key];
  // The key may be there already: what types share was then fetched under it, and the rest under the other one.
  const renamed: Json = {};
  setOwn(renamed, rewrite.renameKeyTo, value);
  mergeInto(object, renamed);
}

function eachAt(
  path: readonly PathStep[],
  value: unknown,
  types: TypeConditions,
  change: (object: Json) => void,
): void {
  if (Array.isArray(value)) for (const item of value) eachAt(path, item, types, change);
  if (!isJson(value)) return;
  const [first, ...rest] = path;
  if (first === undefined) change(value);
  else if (first.kind === 'key') eachAt(rest, own(value, first.name), types, change);
  else if (first.kind === 'type' && standsUnder(value, first.names, types))
    eachAt(rest, value, types, change);
}

/** An object that does not say its type is one of the only type that can stand there. */
function standsUnder({ __typename }: Json, names: readonly string[], types: TypeConditions): boolean {
  return __typename === undefined || names.some((name) => types.holds(name, __typename));
}
