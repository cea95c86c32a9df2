/** Names of object types. */
export type TypeNames = ReadonlySet<string>;

/** Those that are in both. */
export function intersection(left: TypeNames, right: TypeNames): TypeNames {
  if (left === right) return left;
  const [small, large] = left.size <= right.size ? [left, right] : [right, left];
  return new Set([...small].filter((name) => large.has(name)));
}

/** Those that are in either. */
export function union(left: TypeNames, right: TypeNames): TypeNames {
  return isSubset(right, left) ? left : new Set([...left, ...right]);
}

/** Whether every name of `part` is in `whole`. */
export function isSubset(part: TypeNames, whole: TypeNames): boolean {
  return part === whole || (part.size <= whole.size && [...part].every((name) => whole.has(name)));
}

/** Whether no name is in both. */
export function areDisjoint(left: TypeNames, right: TypeNames): boolean {
  return ![...left].some((name) => right.has(name));
}
