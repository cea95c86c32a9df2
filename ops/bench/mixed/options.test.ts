import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('without options it is a minute of two dozen users', () => {
  expect(readOptions([])).toEqual({ seconds: 60, clients: 24, restart: false });
});

test('the data folder that every benchmark takes changes nothing', () => {
  expect(readOptions(['../data', '--seconds', '5', '--restart'])).toEqual({
    ...{ seconds: 5, clients: 24, restart: true },
  });
});

test.each([[['--seconds', '0']], [['--clients', 'many']], [['one', 'two']], [['--fast']]])(
  '%j is refused',
  (words) => {
    expect(() => readOptions(words)).toThrow();
  },
);
