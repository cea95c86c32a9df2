import { describe, expect, test } from 'vitest';
import {
  formatApiKey,
  hashOfSecret,
  isKeyId,
  isSecretOf,
  looksLikeApiKey,
  newApiKey,
  parseApiKey,
  shownPrefix,
} from './api-key.ts';
import { base62 } from './base62.ts';

/** A key that was given out once: its form never changes, or those that are in use would end. */
const GIVEN = 'mk_live_0aZ9bY8c_00000000000000000000000000000000000000000072qACVR';

describe('an API key', () => {
  test('is one word that a scanner for secrets can know', () => {
    for (let count = 0; count < 1_000; count++) {
      const key = newApiKey();
      const text = formatApiKey(key);
      expect(text).toMatch(/^mk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/);
      expect(parseApiKey(text)).toEqual(key);
    }
  });

  test('is another one each time', () => {
    const keys = Array.from({ length: 1_000 }, newApiKey);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1_000);
    expect(new Set(keys.map(({ secret }) => secret)).size).toBe(1_000);
  });

  test('keeps its form', () => {
    const [id, secret] = ['0aZ9bY8c', `${'0'.repeat(42)}7`];
    expect(formatApiKey({ id, secret })).toBe(GIVEN);
    expect(parseApiKey(GIVEN)).toEqual({ id, secret });
    expect(shownPrefix(id)).toBe('mk_live_0aZ9bY8c');
  });

  test('with any one character changed, left out or doubled is none', () => {
    const text = formatApiKey(newApiKey());
    for (let at = 0; at < text.length; at++) {
      const [before, one, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
      expect(parseApiKey(`${before}${one === 'x' ? 'y' : 'x'}${after}`)).toBeNull();
      expect(parseApiKey(`${before}${after}`)).toBeNull();
      expect(parseApiKey(`${before}${one}${one}${after}`)).toBeNull();
    }
  });

  test.each([
    '',
    'mk_live_',
    'mk_test_0aZ9bY8c_0',
    ` ${GIVEN}`,
    `${GIVEN}\n`,
    'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
  ])('is not %j', (text) => expect(parseApiKey(text)).toBeNull());

  test('is meant by its first letters, also where it is wrong', () => {
    expect(looksLikeApiKey('mk_live_oops')).toBe(true);
    expect(looksLikeApiKey('eyJhbGciOiJFZERTQSJ9.e30.c2ln')).toBe(false);
  });

  test('has an id of eight letters and digits', () => {
    expect(isKeyId('0aZ9bY8c')).toBe(true);
    for (const text of ['', '0aZ9bY8', '0aZ9bY8cc', '0aZ9bY8-', "';--0000"])
      expect(isKeyId(text)).toBe(false);
  });
});

test('a secret is believed by its hash alone', () => {
  const { secret } = newApiKey();
  const hash = hashOfSecret(secret);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(isSecretOf(hash, secret)).toBe(true);
  expect(isSecretOf(hash, newApiKey().secret)).toBe(false);
});

test('numbers are written in base 62 with a fixed width', () => {
  expect(base62(0n, 3)).toBe('000');
  expect(base62(61n, 1)).toBe('z');
  expect(base62(62n, 3)).toBe('010');
  expect(base62(2n ** 256n - 1n, 43)).toHaveLength(43);
  expect(base62(2n ** 32n - 1n, 6)).toBe('4gfFC3');
});
