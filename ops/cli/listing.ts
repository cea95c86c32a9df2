import { z } from 'zod';
import type { AdminClient } from './admin-client.ts';
import type { Listed, PageRequest } from './admin-requests.ts';
import { wholeNumberOption } from './options.ts';
import type { Output } from './output.ts';
import { type Column, table } from './text-layout.ts';

const LARGEST_PAGE = 100;

/** The options of commands that list. */
export const ListOptions = z.object({ limit: wholeNumberOption(1, 10_000).default(100) });

/** Tells of `--limit` in a command's help. */
export const LIMIT_OPTION = ['--limit <number>', 'at most so many (default: 100)'] as const;

/** How items are shown to people. */
export interface Listing<Item> {
  /** The name of the list in the JSON document. */
  readonly field: string;
  /** Said where there are none. */
  readonly none: string;
  readonly columns: readonly Column[];
  readonly row: (item: Item) => readonly string[];
}

/** Lists up to `limit` items, over as many pages as that takes. */
export async function showList<Item>(
  { admin, output }: { readonly admin: AdminClient; readonly output: Output },
  request: PageRequest<Item>,
  { field, none, columns, row }: Listing<Item>,
  limit: number,
): Promise<void> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const page: Listed<Item> = await admin.run(request(Math.min(LARGEST_PAGE, limit - items.length), after));
    items.push(...page.items);
    after = page.next;
  } while (after !== null && items.length < limit);
  const hasMore = after !== null;
  output.document({ [field]: items, hasMore });
  output.print(items.length === 0 ? none : table(columns, items.map(row), output.tableWidth));
  if (hasMore) output.print('There are more of them; see --limit.');
}
