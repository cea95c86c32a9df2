import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { bitsOf, usualAddress } from './address.ts';

/** A range of addresses as CIDR names it (RFC 4632, RFC 4291), such as 10.0.0.0/8 or 2001:db8::/32. */
export interface Network {
  /** The first one, in its usual form. */
  readonly address: string;
  /** How many leading bits all of its addresses share. */
  readonly prefix: number;
}

/** A network, from its text. What cannot be meant is refused with what would be right. */
export const network = z.string('expected a network such as 10.0.0.0/8').transform((text, context) => {
  const read = networkFrom(text);
  if (typeof read !== 'string') return read;
  context.addIssue({ code: 'custom', message: read });
  return z.NEVER;
});

/** @returns what is wrong with the text, where something is */
function networkFrom(text: string): Network | string {
  const [, given = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = usualAddress(given);
  if (address === null) return `"${text}" is no network: expected one such as 10.0.0.0/8 or 2001:db8::/32`;
  const most = isIP(address) === 4 ? 32 : 128;
  if (most === 32 && given.includes(':')) return `"${text}" is IPv4 inside IPv6: write it as IPv4`;
  if (length === undefined) return `"${text}" has no prefix: for this one address write ${address}/${most}`;
  const prefix = Number(length);
  if (prefix > most) return `"${text}" has a prefix of more than ${most} bits`;
  const hostBits = (1n << BigInt(most - prefix)) - 1n;
  if ((bitsOf(address) & hostBits) !== 0n)
    return `"${text}" does not start a network of ${prefix} bits: for this one address write ${address}/${most}`;
  return { address, prefix };
}

/** Networks of which an address is in one or in none. */
export class Networks {
  // One for each family: a list that holds both would find IPv4 addresses in networks of IPv6.
  readonly #lists = { 4: new BlockList(), 6: new BlockList() };

  constructor(networks: readonly Network[]) {
    for (const { address, prefix } of networks) {
      if (isIP(address) === 4) this.#lists[4].addSubnet(address, prefix, 'ipv4');
      else this.#lists[6].addSubnet(address, prefix, 'ipv6');
    }
  }

  /** @param address in its usual form; of what is no address, false */
  include(address: string): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    return family === 4 ? this.#lists[4].check(address, 'ipv4') : this.#lists[6].check(address, 'ipv6');
  }
}
