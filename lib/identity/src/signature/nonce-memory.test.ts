import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NonceMemory } from './nonce-memory.ts';

const WINDOW_MS = 40_000;
const START = new Date('2026-01-01T00:00:00Z').getTime();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

test('a nonce is taken once', () => {
  const memory = new NonceMemory(WINDOW_MS);
  expect(memory.add('a')).toBe(true);
  expect(memory.add('a')).toBe(false);
  expect(memory.add('b')).toBe(true);
});

test('it is remembered for a window at least, whatever comes meanwhile', () => {
  const memory = new NonceMemory(WINDOW_MS);
  later(WINDOW_MS - 1);
  memory.add('a');
  for (let step = 0; step < 10; step += 1) {
    later(WINDOW_MS / 10);
    expect(memory.has('a')).toBe(true);
    memory.add(`other ${step}`);
  }
});

test('it is forgotten after two windows, so that memory does not grow', () => {
  const memory = new NonceMemory(WINDOW_MS);
  memory.add('a');
  later(WINDOW_MS);
  memory.add('b');
  later(WINDOW_MS);
  memory.add('c');
  expect(memory.has('a')).toBe(false);
  expect(memory.has('b')).toBe(true);
  expect(memory.completeFromMs).toBe(START);
});

test('when too many come, the oldest are forgotten, and it is known from when on it remembers all', () => {
  const memory = new NonceMemory(WINDOW_MS, 2);
  later(1_000);
  for (const nonce of ['a', 'b']) memory.add(nonce);
  expect(memory.completeFromMs).toBe(START);
  later(1_000);
  for (const nonce of ['c', 'd']) memory.add(nonce);
  expect(memory.has('a')).toBe(true);
  later(1_000);
  memory.add('e');
  expect(['a', 'b', 'c', 'd', 'e'].map((nonce) => memory.has(nonce))).toEqual([
    ...[false, false, true, true, true],
  ]);
  expect(memory.completeFromMs).toBe(START + 2_000);
});
