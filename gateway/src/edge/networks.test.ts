import { expect, test } from 'vitest';
import { Networks, network } from './networks.ts';

const of = (...texts: string[]) => new Networks(texts.map((text) => network.parse(text)));

test.each([
  ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
  ['203.0.113.7/32', '203.0.113.7', '203.0.113.8'],
  ['203.0.113.0/30', '203.0.113.3', '203.0.113.4'],
  ['0.0.0.0/0', '255.255.255.255', '::1'],
  ['2001:db8::/33', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff', '2001:db8:8000::'],
  ['2001:DB8:0:0::1/128', '2001:db8::1', '2001:db8::2'],
  ['::/0', 'ffff::', '10.0.0.1'],
])('%s has %s and not %s', (text, inside, outside) => {
  expect(of(text).include(inside)).toBe(true);
  expect(of(text).include(outside)).toBe(false);
});

test('of many networks, one is enough, and of none nothing is in', () => {
  const some = of('10.0.0.0/8', '192.168.0.0/16', '2001:db8::/32', 'fc00::/7');
  for (const address of ['10.1.1.1', '192.168.3.4', '2001:db8:9::1', 'fd12::1']) {
    expect(some.include(address), address).toBe(true);
    expect(of().include(address), address).toBe(false);
  }
  for (const address of ['172.16.0.1', '2002::1', '', 'unknown'])
    expect(some.include(address), address).toBe(false);
});

test.each([
  ['10.0.0.7', /has no prefix: for this one address write 10\.0\.0\.7\/32/],
  ['2001:db8::7', /write 2001:db8::7\/128/],
  ['10.0.0.7/8', /does not start a network of 8 bits: for this one address write 10\.0\.0\.7\/32/],
  ['2001:db8::7/64', /does not start a network of 64 bits/],
  ['10.0.0.0/33', /more than 32 bits/],
  ['2001:db8::/129', /more than 128 bits/],
  ['::ffff:10.0.0.0/104', /write it as IPv4/],
  ['10.0.0.0/255.0.0.0', /is no network: expected one such as 10\.0\.0\.0\/8/],
  ['10.0.0.0/-1', /is no network/],
  ['loopback', /is no network/],
  ['true', /is no network/],
  ['1', /is no network/],
  ['*', /is no network/],
  ['', /is no network/],
])('"%s" is refused with what would be right', (text, problem) => {
  expect(network.safeParse(text).error?.issues[0]?.message).toMatch(problem);
});
