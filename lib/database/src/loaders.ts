import { isId } from '@manuel/service';
import DataLoader from 'dataloader';

type Read<T> = (keys: readonly string[]) => Promise<readonly T[]>;

/**
 * Batches the reads of one request: one row for each id, null where there is none. A text that is no id is no row's
 * and does not reach PostgreSQL, which would refuse the whole batch for it.
 */
export function rowLoader<T>(read: Read<T>, keyOf: (row: T) => string): DataLoader<string, T | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await read(keys.filter(isId))).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** Batches the reads of one request: all rows for each key, in the order in which they were read. */
export function listLoader<T>(read: Read<T>, keyOf: (row: T) => string | null): DataLoader<string, T[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await read(keys), keyOf);
    return keys.map((key) => rows.get(key) ?? []);
  });
}
