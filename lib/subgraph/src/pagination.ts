import { InvalidInput, isId } from '@manuel/service';

const MOST = 100;

/** What was asked of a connection: the page's size and the id after which it starts. */
export interface Page {
  readonly first: number;
  readonly afterId: string | null;
}

/** One more row than was asked tells whether there is a next page. */
export interface Slice<T> {
  readonly rows: readonly T[];
  readonly hasNextPage: boolean;
}

/** A connection as the Relay specification (GraphQL Cursor Connections) has it. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** @throws InvalidInput when `first` is out of range or `after` is no cursor of ours */
export function pageOf({ first, after }: { first: number; after?: string | null }): Page {
  if (first < 1 || first > MOST) throw new InvalidInput('first', `first must be 1 to ${MOST}, not ${first}.`);
  return { first, afterId: after === undefined || after === null ? null : decodeCursor(after) };
}

/** Cuts the extra row off. @param rows up to `first` + 1 of them */
export function sliceOf<T>(rows: readonly T[], { first }: Page): Slice<T> {
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** @param page what was asked; a page that starts after a row has one before it */
export function connectionOf<T extends { id: string }>(
  { rows, hasNextPage }: Slice<T>,
  page: Page,
): Connection<T> {
  const edges = rows.map((node) => ({ cursor: encodeCursor(node.id), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: page.afterId !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function encodeCursor(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const [kind, id] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (kind !== 'after' || id === undefined || !isId(id)) {
    throw new InvalidInput('after', 'after must be a cursor of this connection, such as pageInfo.endCursor.');
  }
  return id;
}
