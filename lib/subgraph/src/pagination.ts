import { InvalidInput, isId } from '@manuel/service';
import { z } from 'zod';

const MOST = 100;

/** The order of a connection's rows: what stands in a cursor, so that the next page begins behind it in any case. */
export interface Order<Row, Key> {
  /** The values of the row that order it; no two rows have the same. */
  readonly keyOf: (row: Row) => Key;
  /** What a cursor must hold. */
  readonly key: z.ZodType<Key>;
}

/** What was asked of a connection: the page's size and the key after which it starts. */
export interface Page<Key = string> {
  readonly first: number;
  readonly after: Key | null;
}

/** A connection as the Relay specification (GraphQL Cursor Connections) has it. */
export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** Rows in the order of their ids, which is the order in which they were made. */
export const byId: Order<{ readonly id: string }, string> = {
  keyOf: ({ id }) => id,
  key: z.string().refine(isId),
};

/** @throws InvalidInput when `first` is out of range or `after` is no cursor of this connection */
export function pageOf<Key>(
  order: Order<never, Key>,
  { first, after }: { first: number; after?: string | null },
): Page<Key> {
  if (first < 1 || first > MOST) throw new InvalidInput('first', `first must be 1 to ${MOST}, not ${first}.`);
  return { first, after: after === undefined || after === null ? null : decodeCursor(order, after) };
}

/**
 * @param rows up to `first` + 1 of them: one more than was asked tells that there is a next page
 * @param page what was asked; a page that starts after a row has one before it
 */
export function connectionOf<Row, Key>(
  order: Order<Row, Key>,
  rows: readonly Row[],
  { first, after }: Page<Key>,
): Connection<Row> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(order.keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decodeCursor<Key>({ key }: Order<never, Key>, cursor: string): Key {
  const parsed = key.safeParse(jsonIn(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) return parsed.data;
  throw new InvalidInput('after', 'after must be a cursor of this connection, such as pageInfo.endCursor.');
}

/** Undefined when the text is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
