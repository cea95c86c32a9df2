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

/**
 * Batches the reads of one request: all rows for each key, in the order in which they were read.
 * @param most keys that are read at once
 */
export function listLoader<T>(
  read: Read<T>,
  keyOf: (row: T) => string | null,
  most: number = Number.POSITIVE_INFINITY,
): DataLoader<string, T[]> {
  return new DataLoader(
    async (keys) => {
      const rows = Map.groupBy(await read(keys), keyOf);
      return keys.map((key) => rows.get(key) ?? []);
    },
    { maxBatchSize: most },
  );
}

/** A page of one parent's children. */
export interface ChildPage<Page> {
  readonly parentId: string;
  readonly page: Page;
}

/**
 * Batches the reads of one request: a page of each parent's children, with one read for all parents of which the same
 * page is asked.
 * @param read gives the rows of each parent in their order
 */
export function pageLoader<Page, T>(
  read: (parentIds: readonly string[], page: Page) => Promise<readonly T[]>,
  parentOf: (row: T) => string,
): DataLoader<ChildPage<Page>, T[], string> {
  const textOf = (page: Page) => JSON.stringify(page);
  return new DataLoader(
    async (asked: readonly ChildPage<Page>[]) => {
      const pages = new Map(asked.map(({ page }) => [textOf(page), page]));
      const reads = pages.entries().map(async ([text, page]) => {
        const parents = asked.filter((one) => textOf(one.page) === text).map(({ parentId }) => parentId);
        return [text, Map.groupBy(await read(parents, page), parentOf)] as const;
      });
      const children = new Map(await Promise.all(reads));
      return asked.map(({ parentId, page }) => children.get(textOf(page))?.get(parentId) ?? []);
    },
    { cacheKeyFn: ({ parentId, page }) => `${parentId} ${textOf(page)}` },
  );
}
