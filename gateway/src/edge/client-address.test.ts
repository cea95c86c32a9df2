import fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { tellAddresses } from './client-address.ts';
import { Networks, network } from './networks.ts';

const server = fastify();
const trusted = ['10.0.0.0/8', '2001:db8:aaaa::/48'].map((text) => network.parse(text));
tellAddresses(server, new Networks(trusted));
server.get('/', ({ ip }) => ip);
afterAll(() => server.close());

async function addressOf(remoteAddress: string, forwarded?: string | string[]): Promise<string> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await server.inject({ url: '/', remoteAddress, headers })).body;
}

test('without a proxy, a request comes from its peer, in the usual form', async () => {
  expect(await addressOf('203.0.113.7')).toBe('203.0.113.7');
  expect(await addressOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(await addressOf('2001:DB8:0::7')).toBe('2001:db8::7');
});

test.each(['198.51.100.1', '10.0.0.1', '127.0.0.1', '198.51.100.1, 10.0.0.1', 'unknown', ''])(
  'what a peer that is no trusted proxy says in X-Forwarded-For changes nothing: %s',
  async (forwarded) => {
    expect(await addressOf('203.0.113.7', forwarded)).toBe('203.0.113.7');
  },
);

test.each([
  ['one hop', '198.51.100.1', '198.51.100.1'],
  ['a hop that the client made up', '192.0.2.66, 198.51.100.1', '198.51.100.1'],
  ['a made-up hop that is a proxy', '10.0.0.66, 198.51.100.1', '198.51.100.1'],
  ['two trusted proxies', '192.0.2.66, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
  ['a trusted proxy of the other family', '198.51.100.1, 2001:db8:aaaa::5', '198.51.100.1'],
  ['trusted proxies alone', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['ports', '192.0.2.66:1, 198.51.100.1:5678, [2001:db8:aaaa::5]:443', '198.51.100.1'],
  ['IPv4 in IPv6', '::ffff:198.51.100.1, ::ffff:10.0.0.2', '198.51.100.1'],
  ['IPv6', '2001:DB8:0:0::9', '2001:db8::9'],
  ['empty hops', ' , 198.51.100.1,, 10.0.0.2 ,', '198.51.100.1'],
  ['no hop at all', ' , ', '10.0.0.1'],
  ['what is no address, said by the proxy', '198.51.100.1, unknown', '10.0.0.1'],
  ['what is no address, before a hop', 'unknown, 198.51.100.1', '198.51.100.1'],
  ['what is no address, between hops', '198.51.100.1, <script>, 10.0.0.2', '10.0.0.2'],
])('a trusted proxy is believed up to the first hop that is none: %s', async (_what, forwarded, address) => {
  expect(await addressOf('10.0.0.1', forwarded)).toBe(address);
});

test('a trusted proxy is known by its IPv4 address in IPv6 too', async () => {
  expect(await addressOf('::ffff:10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
});
