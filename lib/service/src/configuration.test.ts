import { expect, test } from 'vitest';
import { z } from 'zod';
import { port, readSettings, secretText, sharedSettings, wholeNumber } from './configuration.ts';
import { messageOf, StartFailure } from './errors.ts';

const shape = z.object({
  ...sharedSettings,
  PORT: port.default(4000),
  LIMIT: wholeNumber(1).default(10),
  API_TOKEN: z.string().min(8, 'expected at least 8 characters').optional(),
  DATABASE_URL: z.url('expected a URL').optional(),
});

function problemsOf(environment: Record<string, string>): string {
  try {
    readSettings(shape, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(StartFailure);
    return messageOf(error);
  }
  return expect.fail('These settings should have been refused.');
}

test('every wrong setting is told at once, with its value and what is allowed', () => {
  expect(problemsOf({ PORT: '70000', LIMIT: 'many', LOG_LEVEL: 'loud' }).split('\n')).toEqual([
    'These settings are wrong:',
    '  LOG_LEVEL is "loud": expected a pino level such as info',
    '  PORT is "70000": expected a port from 1 to 65535',
    '  LIMIT is "many": expected a whole number of at least 1',
  ]);
});

test('the values of secrets are not told', () => {
  const problems = problemsOf({ API_TOKEN: 'hush', DATABASE_URL: '//ada:hush@db' });
  expect(problems).toContain('API_TOKEN is set: expected at least 8 characters');
  expect(problems).toContain('DATABASE_URL is set: expected a URL');
  expect(problems).not.toContain('hush');
});

test('a secret that is short or monotonous is refused, and not told', () => {
  const secret = z.object({ SIGNING_KEY: secretText });
  const short = () => readSettings(secret, { SIGNING_KEY: 'x7Kq9' });
  expect(short).toThrow(/SIGNING_KEY is set: it has 5 bytes: a secret has at least 32 random ones/);
  expect(short).not.toThrow('x7Kq9');
  expect(() => readSettings(secret, { SIGNING_KEY: 'ab'.repeat(32) })).toThrow(
    /repeats the same few characters/,
  );
  expect(() => readSettings(secret, { SIGNING_KEY: '0123456789abcdef'.repeat(2) })).not.toThrow();
});

test('a setting that is missing is told as such', () => {
  const needed = z.object({ DATABASE_URL: z.string('expected a PostgreSQL URL') });
  expect(() => readSettings(needed, {})).toThrow('DATABASE_URL is not set: expected a PostgreSQL URL');
});

test('an empty setting counts as not set', () => {
  expect(readSettings(shape, { PORT: '', LIMIT: ' ', API_TOKEN: '' })).toMatchObject({
    PORT: 4000,
    LIMIT: 10,
  });
});

test('settings cannot be changed', () => {
  const settings = readSettings(shape, { PORT: '4001' });
  expect(settings).toMatchObject({ PORT: 4001 });
  expect(Object.isFrozen(settings)).toBe(true);
});
