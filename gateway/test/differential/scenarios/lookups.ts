import type { Thing } from '../world.ts';

/** `count` items from an index on, going round at the end. */
export function take<T>(items: readonly T[], from: number, count: number): T[] {
  // The index is always one of the list.
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[(from + index) % items.length] as T,
  );
}

/** A resolver that finds a thing by the argument of the key's name; null when there is none. */
export function byKey(things: readonly Thing[], key: string) {
  return (args: Readonly<Record<string, unknown>>) => things.find((one) => one[key] === args[key]) ?? null;
}

/** The argument `first`; null means many. */
export function first({ first: count }: { first?: number | null }): number {
  return count ?? 4;
}
