import { parseValue } from 'graphql';
import { expect, test } from 'vitest';
import { DateTime } from './date-time.ts';

test('instants come out in UTC', () => {
  expect(DateTime.serialize(new Date('2026-11-20T09:15:00+01:00'))).toBe('2026-11-20T08:15:00.000Z');
  expect(() => DateTime.serialize('2026-11-20')).toThrow('DateTime cannot show string.');
});

test.each([
  ['2026-11-20T08:15:00Z', '2026-11-20T08:15:00.000Z'],
  ['2026-11-20T09:15:00.25+01:00', '2026-11-20T08:15:00.250Z'],
])('%s is taken, as a variable and in the query', (text, instant) => {
  expect(DateTime.parseValue(text).toISOString()).toBe(instant);
  expect(DateTime.parseLiteral(parseValue(`"${text}"`)).toISOString()).toBe(instant);
});

test.each(['2026-11-20', '2026-11-20T08:15:00', 'yesterday', '', '2026-13-01T00:00:00Z'])(
  '"%s" is refused',
  (text) => {
    expect(() => DateTime.parseValue(text)).toThrow('DateTime must look like');
  },
);

test('a number is refused', () => {
  expect(() => DateTime.parseValue(1_700_000_000)).toThrow('DateTime must look like');
  expect(() => DateTime.parseLiteral(parseValue('1700000000'))).toThrow('DateTime must look like');
});
