import { isName } from '@manuel/issuer';
import { connectionOf, type Order, type Page } from '@manuel/subgraph';
import { z } from 'zod';

/** Where a list goes on: `after` of the next request is `endCursor`. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** What bears a name, by its name. */
export const byName: Order<{ readonly name: string }, string> = {
  keyOf: ({ name }) => name,
  key: z.string().refine(isName),
};

/**
 * One page of a list.
 * @param rows up to `page.first` + 1 of them
 */
export function listing<Row, Key, Shown>(
  order: Order<Row, Key>,
  rows: readonly Row[],
  page: Page<Key>,
  shown: (row: Row) => Shown,
): { items: Shown[]; pageInfo: PageInfo } {
  const { edges, pageInfo } = connectionOf(order, rows, page);
  const { hasNextPage, endCursor } = pageInfo;
  return { items: edges.map(({ node }) => shown(node)), pageInfo: { hasNextPage, endCursor } };
}
