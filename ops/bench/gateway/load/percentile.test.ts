import { describe, expect, it } from 'vitest';
import { median, percentile } from './percentile.ts';

describe('percentile', () => {
  it('is the value at the nearest rank, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([50, 95, 99, 100].map((percent) => percentile(values, percent))).toEqual([50, 95, 99, 100]);
  });

  it('is zero when there is nothing', () => {
    expect(percentile([], 95)).toBe(0);
  });
});

describe('median', () => {
  it('is the middle of an odd number of values', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([7])).toBe(7);
  });

  it('is the mean of the two middle values of an even number', () => {
    expect(median([4, 1, 9, 2])).toBe(3);
    expect(median([1, 2])).toBe(1.5);
  });
});
