import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('measures all workloads but the one of equal callers when none is named', () => {
    expect(readOptions([])).toMatchObject({
      only: undefined,
      workloads: ['big', 'small', 'wide', 'deep', 'list'],
      connections: 50,
    });
  });

  it('takes the data folder, gateways and workloads by name', () => {
    expect(readOptions(['data', '--only', 'apollo,floor', '--workload', 'equal'])).toMatchObject({
      dataFolder: 'data',
      only: ['apollo', 'floor'],
      workloads: ['equal'],
    });
  });

  it.each([
    [['--only', 'apolo'], '--only knows manuel, apollo'],
    [['--workload', 'huge'], '--workload knows big'],
    [['--rounds', '0'], '--rounds expects a whole number from 1'],
    [['a', 'b'], 'Too many arguments'],
  ])('refuses %j with what is allowed', (words, message) => {
    expect(() => readOptions(words)).toThrow(message);
  });
});
