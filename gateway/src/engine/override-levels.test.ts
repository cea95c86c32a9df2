import { afterEach, expect, it, vi } from 'vitest';
import { OverrideLevels } from './override-levels.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function activeAt(levels: OverrideLevels, draw: number): string[] {
  vi.spyOn(Math, 'random').mockReturnValue(draw / 100);
  return [...levels.draw().active].sort();
}

it('a supergraph without labels has one level', () => {
  const levels = new OverrideLevels(new Set());
  expect(levels.all).toHaveLength(1);
  expect(activeAt(levels, 0)).toEqual([]);
});

it('a label of no share is never active, and one of all always', () => {
  const levels = new OverrideLevels(new Set(['percent(0)', 'percent(100)', 'new-prices']));
  expect(levels.all).toHaveLength(1);
  expect(activeAt(levels, 0)).toEqual(['percent(100)']);
  expect(activeAt(levels, 99.9)).toEqual(['percent(100)']);
});

it('labels of smaller shares are active together with those of larger ones', () => {
  const levels = new OverrideLevels(
    new Set(['percent(20)', 'percent(0.5)', 'percent(100)', 'percent(20.0)']),
  );
  expect(levels.all).toHaveLength(3);
  expect(activeAt(levels, 0.49)).toEqual(['percent(0.5)', 'percent(100)', 'percent(20)', 'percent(20.0)']);
  expect(activeAt(levels, 0.5)).toEqual(['percent(100)', 'percent(20)', 'percent(20.0)']);
  expect(activeAt(levels, 20)).toEqual(['percent(100)']);
});
