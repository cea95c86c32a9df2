import { expect, test } from 'vitest';
import { bitsOf, hopAddress, subscriberOf, usualAddress } from './address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
])('the usual form of %s is %s', (text, usual) => {
  expect(usualAddress(text)).toBe(usual);
});

test.each([
  '',
  'unknown',
  '010.0.0.1',
  '1.2.3',
  '1.2.3.4.5',
  '256.0.0.1',
  '1.2.3.4/8',
  ':::',
  '0x7f.1',
  '2130706433',
])('"%s" is no address', (text) => {
  expect(usualAddress(text)).toBeNull();
});

test.each([
  ['203.0.113.7:5678', '203.0.113.7'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
])('the hop %s is at %s', (text, address) => {
  expect(hopAddress(text)).toBe(address);
});

test.each([
  'unknown',
  '_hidden',
  '203.0.113.7:',
  '203.0.113.7:123456',
  '[203.0.113.7',
  '"203.0.113.7"',
  'a b',
  '<x>',
])('the hop "%s" is nowhere', (text) => {
  expect(hopAddress(text)).toBeNull();
});

test.each([
  ['10.0.0.1', 0x0a000001n],
  ['::1', 1n],
  ['::', 0n],
  ['2001:db8::', 0x20010db8n << 96n],
  ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
  ['::1.2.3.4', 0x01020304n],
])('the bits of %s are its number', (address, bits) => {
  expect(bitsOf(address)).toBe(bits);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['::1', '::/64'],
])('%s belongs to the subscriber %s', (address, subscriber) => {
  expect(subscriberOf(address)).toBe(subscriber);
});
