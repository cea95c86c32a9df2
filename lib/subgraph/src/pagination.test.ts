import { InvalidInput, newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { byId, connectionOf, type Order, pageOf } from './pagination.ts';

const rows = Array.from({ length: 3 }, () => ({ id: newId() }));

test('one row more than the page tells that there is a next one', () => {
  const { edges, pageInfo } = connectionOf(byId, rows, pageOf(byId, { first: 2 }));
  expect(edges.map(({ node }) => node)).toEqual(rows.slice(0, 2));
  expect(pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: edges[0]?.cursor,
    endCursor: edges[1]?.cursor,
  });
});

test("the next page starts after the last one's end cursor", () => {
  const { endCursor } = connectionOf(byId, rows, pageOf(byId, { first: 2 })).pageInfo;
  const second = pageOf(byId, { first: 2, after: endCursor });
  expect(second.after).toBe(rows[1]?.id);
  const { pageInfo } = connectionOf(byId, rows.slice(2), second);
  expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

test('a cursor holds all that orders a row', () => {
  const byPlace: Order<{ shelf: string; place: number }, [string, number]> = {
    keyOf: ({ shelf, place }) => [shelf, place],
    key: z.tuple([z.string(), z.int()]),
  };
  const row = { shelf: 'über', place: 7 };
  const after = connectionOf(byPlace, [row], pageOf(byPlace, { first: 1 })).pageInfo.endCursor;
  expect(pageOf(byPlace, { first: 1, after }).after).toEqual(['über', 7]);
  expect(() => pageOf(byId, { first: 1, after })).toThrow(InvalidInput);
});

test('a page without rows has no cursors', () => {
  expect(connectionOf(byId, [], pageOf(byId, { first: 10, after: null }))).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test.each([0, -1, 101])('a page of %d rows is refused', (first) => {
  expect(() => pageOf(byId, { first })).toThrow(InvalidInput);
});

test.each([
  ['empty', ''],
  ['an id as it is', newId()],
  ['of a row number', Buffer.from('42').toString('base64url')],
  ['of no id', Buffer.from('"42"').toString('base64url')],
  ['of SQL', Buffer.from(`"' or true --"`).toString('base64url')],
  ['not base64', '💥'],
])('a cursor that is %s is refused', (_what, after) => {
  expect(() => pageOf(byId, { first: 1, after })).toThrow(/cursor of this connection/);
});
