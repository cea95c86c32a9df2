import { expect, test } from 'vitest';
import { hashPassword, isPassword, isWeaker, newPassword } from './passwords.ts';

const cheap = { memoryKib: 64, passes: 1, lanes: 1 };

test('a hash is a PHC string of argon2id that knows its password and no other', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await isPassword('correct horse ', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
});

test('no two hashes of one password are the same', async () => {
  expect(await hashPassword('x', cheap)).not.toBe(await hashPassword('x', cheap));
});

test('a letter that was typed another way is the same password', async () => {
  const made = await hashPassword('pässword', cheap);
  expect(await isPassword('pa\u0308ssword', made)).toBe(true);
});

test.each(['', 'x', '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA', '$argon2id$v=19$m=64,t=1,p=1$$'])(
  'what is no hash of argon2id, such as "%s", is the hash of no password',
  async (text) => {
    expect(await isPassword('', text)).toBe(false);
    expect(isWeaker(text)).toBe(true);
  },
);

test('a hash that cost less than today is told', async () => {
  expect(isWeaker(await hashPassword('x', cheap))).toBe(true);
  expect(isWeaker(await hashPassword('x'))).toBe(false);
});

test('new passwords differ, and are letters and digits in groups', () => {
  expect(newPassword()).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  expect(newPassword()).not.toBe(newPassword());
});
