import { expect, it } from 'vitest';
import { Delivered } from './delivered.ts';

it('tells what a client did not have yet, and where', () => {
  const delivered = new Delivered({ a: { b: 1, list: [{ x: 1 }, { x: 2 }] } });
  expect(delivered.add(['a'], { b: 1, list: [{ x: 1, y: 1 }, { y: 2 }], c: { d: 3 } })).toEqual([
    { subPath: ['list', 0], data: { y: 1 } },
    { subPath: ['list', 1], data: { y: 2 } },
    { subPath: [], data: { c: { d: 3 } } },
  ]);
  expect(delivered.add(['a', 'list', 1], { x: 2, y: 2, z: 2 })).toEqual([{ subPath: [], data: { z: 2 } }]);
  expect(delivered.add(['a'], { c: { d: 3 } })).toEqual([]);
});

it('leaves null what was null, also in the part', () => {
  const delivered = new Delivered({ a: { b: null, list: [null, { x: 1 }] } });
  const part = { b: { c: 1 }, list: [{ y: 1 }, { y: 2 }] };
  expect(delivered.add(['a'], part)).toEqual([{ subPath: ['list', 1], data: { y: 2 } }]);
  expect(part).toEqual({ b: null, list: [null, { y: 2 }] });
});

it('takes nothing of a part that has null where something was delivered', () => {
  const delivered = new Delivered({ a: { list: [{ x: 1 }] } });
  expect(delivered.add(['a'], { b: 1, list: [null] })).toBeNull();
  expect(delivered.add(['a'], { b: 1 })).toEqual([{ subPath: [], data: { b: 1 } }]);
  expect(delivered.add(['nowhere'], {})).toBeNull();
});

it('is not changed by what becomes of a part, and changes none', () => {
  const data = { a: {} };
  const delivered = new Delivered(data);
  const part = { b: { c: 1 } };
  delivered.add(['a'], part);
  delivered.add(['a'], { b: { d: 2 } });
  expect([data, part]).toEqual([{ a: {} }, { b: { c: 1 } }]);
});
