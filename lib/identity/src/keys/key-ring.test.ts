import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { entriesIn, FixedKeyRing, firstRing, newSecret, rotated } from './key-ring.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

test('a fresh secret is 256 bits, and another one each time', () => {
  expect(newSecret()).toMatch(/^[\w-]{43}$/);
  expect(newSecret()).not.toBe(newSecret());
});

test('the first key signs at once, and is taken for as long as no other follows it', () => {
  const secret = newSecret();
  const ring = new FixedKeyRing(firstRing(secret));
  const { id, key } = ring.current();
  later(365 * 86_400_000);
  expect(ring.find(id)).toBe(key);
  expect(key.export().toString('base64url')).toBe(secret);
});

test('a key that was added signs when every process has read it, and the one before is taken for a while', () => {
  const { text, added } = rotated(firstRing(newSecret()));
  const ring = new FixedKeyRing(text);
  const [, old = ''] = ring.ids;
  expect(ring.current().id).toBe(old);
  expect(ring.find(added.id)).toBeDefined();
  later(15_000);
  expect(ring.current().id).toBe(added.id);
  expect(ring.find(old)).toBeDefined();
  later(120_000);
  expect(ring.find(old)).toBeUndefined();
  expect(ring.find(added.id)).toBeDefined();
});

test('of two keys that were added in one moment, the later one signs', () => {
  const first = rotated(firstRing(newSecret()));
  const second = rotated(first.text);
  later(15_000);
  expect(new FixedKeyRing(second.text).current().id).toBe(second.added.id);
});

test('a rotation leaves out what is over, and moves no end of those that were followed before', () => {
  const once = rotated(firstRing(newSecret())).text;
  later(60_000);
  const twice = rotated(once).text;
  expect(entriesIn(twice)).toHaveLength(3);
  expect(entriesIn(twice)[0]).toEqual(entriesIn(once)[0]);
  later(120_000);
  expect(entriesIn(rotated(twice).text)).toHaveLength(3);
});

describe('a ring is refused, in words that hold no secret,', () => {
  const secret = newSecret();
  const [entry] = entriesIn(firstRing(secret));
  test.each<[string, string, RegExp]>([
    ['when it is cut', firstRing(secret).slice(0, -10), /It is no JSON/],
    ['when it is empty', '', /It is no JSON/],
    ['without a key', '{"keys":[]}', /at least one key/],
    ['with no keys at all', '{}', /keys/],
    ['with two keys of one name', JSON.stringify({ keys: [entry, entry] }), /same id/],
    ['with a time that is none', JSON.stringify({ keys: [{ ...entry, signFrom: 'now' }] }), /signFrom/],
    [
      'with a secret of 31 bytes',
      JSON.stringify({ keys: [{ ...entry, secret: Buffer.alloc(31, 7).toString('base64url') }] }),
      /at least 32 bytes in base64url, as manuel keys generate prints them/,
    ],
    [
      'with a secret in words',
      JSON.stringify({ keys: [{ ...entry, secret: 'correct horse!' }] }),
      /base64url/,
    ],
  ])('%s', (_how, text, sentence) => {
    expect(() => new FixedKeyRing(text)).toThrow(sentence);
    try {
      new FixedKeyRing(text);
    } catch (error) {
      expect(String(error)).not.toContain(secret.slice(0, 12));
    }
  });
});
