import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { InvalidInput, isAway, messageOf, NotFound, TooLarge } from './errors.ts';

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('This should have failed.'),
    (error: unknown) => error,
  );
}

describe('a failure is the other side being away', () => {
  test('when nothing listens on its port or its socket', async () => {
    expect(isAway(await failureOf(once(connect(1, '127.0.0.1'), 'connect')))).toBe(true);
    expect(isAway(await failureOf(once(connect('/tmp/no-such-socket'), 'connect')))).toBe(true);
  });

  test.each(['53300', '57P01', '57P02', '57P03', '08006', 'ECONNRESET', 'EPIPE'])(
    'when it says %s',
    (code) => {
      expect(isAway(Object.assign(new Error('it went'), { code }))).toBe(true);
    },
  );

  test('and not when a file is missing, a statement is wrong or a value is none', async () => {
    expect(isAway(await failureOf(readFile('/tmp/no-such-file')))).toBe(false);
    expect(isAway(Object.assign(new Error('syntax error'), { code: '42601' }))).toBe(false);
    expect(isAway(undefined)).toBe(false);
  });
});

test('a named failure carries its code to GraphQL', () => {
  expect(new NotFound('There is none.').extensions).toEqual({ code: 'NOT_FOUND' });
  expect(new InvalidInput('first', 'Too many.').extensions).toMatchObject({ code: 'INVALID_INPUT' });
  expect(new TooLarge('file', 'Too large.')).toMatchObject({
    code: 'TOO_LARGE',
    httpStatus: 413,
    path: 'file',
  });
});

test('every thrown value has a sentence', () => {
  expect(messageOf(new Error('it broke'))).toBe('it broke');
  expect(messageOf('thrown as text')).toBe('thrown as text');
  expect(messageOf(new AggregateError([new Error('no v4'), new Error('no v6')], ''))).toBe('no v4; no v6');
});
