import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DerivedSecrets } from './derived-secrets.ts';
import { Seal } from './seal.ts';

const seal = new Seal(randomBytes(32));

test('what is sealed opens in its place alone, with its key alone, and unchanged alone', () => {
  const sealed = seal.close('a secret', 'here');
  expect(sealed).not.toContain('secret');
  expect(seal.open(sealed, 'here')).toBe('a secret');
  expect(() => seal.open(sealed, 'there')).toThrow();
  expect(() => new Seal(randomBytes(32)).open(sealed, 'here')).toThrow();
  const changed = `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`;
  expect(() => seal.open(changed, 'here')).toThrow();
  expect(() => seal.open('', 'here')).toThrow();
});

test('a refresh token has one successor in an installation, and another in every other', () => {
  const [one, other] = [new DerivedSecrets('a secret'), new DerivedSecrets('another')];
  expect(one.successorOf('x')).toBe(new DerivedSecrets('a secret').successorOf('x'));
  expect(one.successorOf('x')).not.toBe(other.successorOf('x'));
  expect(one.successorOf('x')).toMatch(/^[\w-]{43}$/);
});
