import { isIP, SocketAddress } from 'node:net';

const MAPPED = '::ffff:';

/**
 * An address in its one usual form: IPv6 shortened (RFC 5952) and without its zone, and an IPv4 address that was mapped
 * into IPv6 as IPv4 again. One host is then one key, however it was written.
 * @returns null when the text is no address
 */
export function usualAddress(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family === 0) return null;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return address.startsWith(MAPPED) && isIP(address.slice(MAPPED.length)) === 4
    ? address.slice(MAPPED.length)
    : address;
}

/** An address in brackets, as IPv6 has it before a port, or one without colons, each with a port or none. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::\d{1,5})?$/;

/** The address of one hop as proxies write it into `X-Forwarded-For`, with a port or none; null when it names none. */
export function hopAddress(text: string): string | null {
  const [, bracketed, plain] = WITH_PORT.exec(text) ?? [];
  return usualAddress(bracketed ?? plain ?? text);
}

/** The bits of an address in its usual form, as a number. */
export function bitsOf(address: string): bigint {
  if (isIP(address) === 4) return numberOf(address.split('.').map(Number), 8n);
  // A URL writes IPv6 in hexadecimal groups alone, also where the usual form ends like IPv4.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const left = new Array<number>(8 - before.length - after.length).fill(0);
  return numberOf([...before, ...left, ...after], 16n);
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function numberOf(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n);
}

/** Whom an address belongs to, as far as it tells: IPv4 is itself, and of IPv6 one subscriber has a whole /64. */
export function subscriberOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const subnet = bitsOf(address) >> 64n;
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((subnet >> shift) & 0xffffn).toString(16));
  return `${usualAddress(`${groups.join(':')}::`)}/64`;
}
