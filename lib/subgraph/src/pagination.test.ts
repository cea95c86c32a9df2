import { InvalidInput, newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { connectionOf, pageOf, sliceOf } from './pagination.ts';

const rows = Array.from({ length: 3 }, () => ({ id: newId() }));

test('one row more than the page tells that there is a next one', () => {
  const page = pageOf({ first: 2 });
  const { edges, pageInfo } = connectionOf(sliceOf(rows, page), page);
  expect(edges.map(({ node }) => node)).toEqual(rows.slice(0, 2));
  expect(pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: edges[0]?.cursor,
    endCursor: edges[1]?.cursor,
  });
});

test("the next page starts after the last one's end cursor", () => {
  const first = pageOf({ first: 2 });
  const { endCursor } = connectionOf(sliceOf(rows, first), first).pageInfo;
  const second = pageOf({ first: 2, after: endCursor });
  expect(second.afterId).toBe(rows[1]?.id);
  const { pageInfo } = connectionOf(sliceOf(rows.slice(2), second), second);
  expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

test('a page without rows has no cursors', () => {
  const page = pageOf({ first: 10, after: null });
  expect(connectionOf(sliceOf([], page), page)).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test.each([0, -1, 101])('a page of %d rows is refused', (first) => {
  expect(() => pageOf({ first })).toThrow(InvalidInput);
});

test.each([
  ['empty', ''],
  ['an id without its kind', newId()],
  ['of another kind', Buffer.from(`before:${newId()}`).toString('base64url')],
  ['of a row number', Buffer.from('after:42').toString('base64url')],
  ['of SQL', Buffer.from("after:' or true --").toString('base64url')],
  ['not base64', '💥'],
])('a cursor that is %s is refused', (_what, after) => {
  expect(() => pageOf({ first: 1, after })).toThrow(/cursor of this connection/);
});
