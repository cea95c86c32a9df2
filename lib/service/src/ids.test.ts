import { expect, test } from 'vitest';
import { idFor, isId, newId } from './ids.ts';

test('ids that are made later sort later, also within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('ids are UUIDs of version 7', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(ids.every(isId)).toBe(true);
  expect(ids.every((id) => /^.{14}7.{4}[89ab]/.test(id))).toBe(true);
});

test.each(['', 'm1', '018f6b1e-0000-7000-8000-00000000000', "018f6b1e-0000-7000-8000-00000000000'"])(
  '"%s" is no id',
  (text) => {
    expect(isId(text)).toBe(false);
  },
);

test('the same texts have the same id, and others another', () => {
  expect(idFor('a', 'b')).toBe(idFor('a', 'b'));
  expect(isId(idFor('a', 'b'))).toBe(true);
  expect(new Set([idFor('a', 'b'), idFor('b', 'a'), idFor('ab'), idFor('a', 'b', '')]).size).toBe(4);
});
