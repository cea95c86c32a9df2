import type { FastifyInstance } from 'fastify';
import { hopAddress, usualAddress } from './address.ts';
import type { Networks } from './networks.ts';

/**
 * Makes `request.ip` the address that a request comes from, in its usual form; empty when its connection is gone. That
 * is whoever connected, unless it is a trusted proxy: then what this one says, and so on to the first that is not trusted.
 * What stands before that in `X-Forwarded-For` was written by anybody.
 */
export function tellAddresses(server: FastifyInstance, trusted: Networks): void {
  server.decorateRequest('ip', {
    getter() {
      const peer = usualAddress(this.raw.socket.remoteAddress ?? '') ?? '';
      const forwarded = this.raw.headers['x-forwarded-for'];
      return forwarded === undefined || !trusted.include(peer)
        ? peer
        : clientAddress(peer, String(forwarded), trusted);
    },
  });
}

/**
 * The rightmost hop that is no trusted proxy. Where a hop is no address, nothing before it can be believed, and the
 * request comes from the proxy that said it; so it does where all are trusted, from the first of them.
 */
function clientAddress(peer: string, forwarded: string, trusted: Networks): string {
  let address = peer;
  for (const hop of forwarded.split(',').reverse()) {
    if (hop.trim() === '') continue;
    const next = hopAddress(hop.trim());
    if (next === null) return address;
    address = next;
    if (!trusted.include(address)) return address;
  }
  return address;
}
