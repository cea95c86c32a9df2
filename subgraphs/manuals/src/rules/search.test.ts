import { newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { checkFilter } from './filter.ts';
import { checkSearch } from './search.ts';

test('ids that can be no manual’s are left out, so that naming only such finds nothing', () => {
  const id = newId();
  expect(checkSearch({ text: 'a', manualIds: ['x', id, ''], first: 1 }).manualIds).toEqual([id]);
  expect(checkSearch({ text: 'a', manualIds: ['x'], first: 1 }).manualIds).toEqual([]);
  expect(checkSearch({ text: 'a', first: 1 })).toEqual({
    text: 'a',
    manualIds: null,
    product: null,
    first: 1,
  });
});

test.each([
  ['text', { text: ' ' }],
  ['text', { text: 'x'.repeat(4_001) }],
  ['first', { first: 0 }],
  ['first', { first: 51 }],
  ['manualIds', { manualIds: Array.from({ length: 1_001 }, newId) }],
  ['product', { product: 'a\0b' }],
])('what is wrong is named: %s', (path, change) => {
  const check = () => checkSearch({ text: 'a', first: 1, ...change });
  expect(check).toThrow(expect.objectContaining({ path, code: 'INVALID_INPUT' }));
});

test('a filter with a NUL is refused, any other is taken as it is', () => {
  const filter = { product: 'D3000', titleContains: "100%\n'", status: null };
  expect(checkFilter(filter)).toBe(filter);
  expect(() => checkFilter({ titleContains: '\0' })).toThrow(
    expect.objectContaining({ path: 'filter.titleContains' }),
  );
});
