import { resolve } from 'node:path';
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
      dataFolder: resolve('data'),
      only: ['apollo', 'floor'],
      workloads: ['equal'],
    });
  });

  it('asks Manuel as a whole over fewer connections', () => {
    expect(readOptions(['--workload', 'own'])).toMatchObject({ workloads: 'own', connections: 10 });
    expect(readOptions(['--workload', 'own', '--connections', '3'])).toMatchObject({ connections: 3 });
  });

  it('measures what it costs to know callers beside the same without', () => {
    const guarded = { guarded: true, only: ['manuel', 'manuel-guarded'], workloads: ['big', 'small'] };
    expect(readOptions(['--guarded'])).toMatchObject(guarded);
    expect(readOptions(['--guarded', '--workload', 'list'])).toMatchObject({
      ...guarded,
      workloads: ['list'],
    });
  });

  it.each([
    [['--only', 'manuel-guarded'], 'manuel-guarded needs --guarded'],
    [['--guarded', '--workload', 'own'], '--guarded is for workloads over mock subgraphs'],
    [['--only', 'apolo'], '--only knows manuel, manuel-guarded, manuel-one-process, apollo'],
    [['--workload', 'huge'], '--workload knows big, small, wide, deep, list, equal, own; not huge'],
    [['--workload', 'own,big'], '--workload own is measured by itself'],
    [['--rounds', '0'], '--rounds expects a whole number from 1'],
    [['a', 'b'], 'Too many arguments'],
  ])('refuses %j with what is allowed', (words, message) => {
    expect(() => readOptions(words)).toThrow(message);
  });
});
