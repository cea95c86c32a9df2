import { expect, it } from 'vitest';
import { copyOf, type Json, mergeInto, own, setOwn } from './own.ts';

const hostile = (): Json =>
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');

it('finds nothing of what every object inherits', () => {
  for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    expect(own({}, key)).toBeUndefined();
  expect(own(hostile(), '__proto__')).toEqual({ polluted: true });
});

it('sets a key named __proto__ without touching the prototype', () => {
  const object: Json = {};
  setOwn(object, '__proto__', { polluted: true });
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(JSON.stringify(object)).toBe('{"__proto__":{"polluted":true}}');
});

it('merges and copies hostile keys as plain data', () => {
  const target: Json = {};
  mergeInto(target, hostile());
  mergeInto(target, hostile());
  expect(JSON.stringify(target)).toBe(JSON.stringify(hostile()));
  expect(JSON.stringify(copyOf(hostile()))).toBe(JSON.stringify(hostile()));
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
});

it('merges objects and lists item by item and replaces the rest', () => {
  const target: Json = { a: { x: 1 }, list: [{ x: 1 }, null, [1]], gone: { x: 1 }, kept: 1 };
  mergeInto(target, { a: { y: 2 }, list: [{ y: 2 }, { z: 3 }, [4, 5]], gone: null });
  expect(target).toEqual({
    a: { x: 1, y: 2 },
    list: [{ x: 1, y: 2 }, { z: 3 }, [4, 5]],
    gone: null,
    kept: 1,
  });
});

it('copies without sharing any object', () => {
  const source = { list: [{ a: { b: 1 } }] };
  const copy = copyOf(source);
  expect(copy).toEqual(source);
  source.list[0] = { a: { b: 2 } };
  expect(copy).toEqual({ list: [{ a: { b: 1 } }] });
});
