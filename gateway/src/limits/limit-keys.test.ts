import { testCaller } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { addressKey, callerKey } from './limit-keys.ts';

const address = '192.0.2.7';

test.each([
  [
    'a user',
    { caller: testCaller({ id: 'ada', workspace: 'acme' }), credential: { kind: 'token' } },
    'user:acme/ada',
  ],
  ['a key', { caller: testCaller(), credential: { kind: 'api-key', id: 'k1' } }, 'key:k1'],
  ['a key that signed', { caller: testCaller(), credential: { kind: 'signature', id: 'k2' } }, 'key:k2'],
  ['an address, of nobody', { caller: null, credential: { kind: 'none' } }, 'address:192.0.2.7'],
] as const)('requests count for %s', (_whom, who, key) => {
  expect(callerKey({ ...who, address })).toBe(key);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['::1', '::/64'],
  ['::', '::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b::/64'],
])('of the address %s, %s counts', (given, counted) => {
  expect(addressKey(given)).toBe(`address:${counted}`);
});
