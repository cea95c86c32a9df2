import { expect, test } from 'vitest';
import { buildSegment } from './segment-builder.ts';
import { SegmentShelf } from './segment-shelf.ts';

const segment = buildSegment('m', 'en', [{ id: 'a', heading: null, text: 'lid' }]);

async function shelfOf(room: number, keys: readonly string[]): Promise<SegmentShelf> {
  const shelf = new SegmentShelf(segment.byteLength * room);
  for (const key of keys) {
    shelf.put(key, Promise.resolve(segment));
    await shelf.get(key);
  }
  return shelf;
}

test('the least recently searched leave when there is no room', async () => {
  const shelf = await shelfOf(2, ['a', 'b']);
  expect(shelf.isFull).toBe(true);
  await shelf.get('a');
  shelf.put('c', Promise.resolve(segment));
  await shelf.get('c');
  expect(['a', 'b', 'c'].filter((key) => shelf.has(key))).toEqual(['a', 'c']);
  expect(shelf.held).toEqual({ passages: 2, bytes: 2 * segment.byteLength });
});

test('what is larger than all room is kept while it is the newest', async () => {
  const shelf = await shelfOf(0.5, ['a', 'b']);
  expect(shelf.segments.map(([key]) => key)).toEqual(['b']);
});

test('what failed is not kept, and what is on its way is there for others', async () => {
  const shelf = await shelfOf(2, []);
  const { promise, reject } = Promise.withResolvers<typeof segment>();
  shelf.put('a', promise);
  expect(shelf.get('a')).toBe(promise);
  reject(new Error('away'));
  await expect(promise).rejects.toThrow('away');
  expect(shelf.has('a')).toBe(false);
  expect(shelf.held).toEqual({ passages: 0, bytes: 0 });
});

test('what is dropped frees its room', async () => {
  const shelf = await shelfOf(2, ['a', 'b']);
  shelf.drop('a');
  shelf.drop('nothing');
  expect(shelf.held).toEqual({ passages: 1, bytes: segment.byteLength });
});
