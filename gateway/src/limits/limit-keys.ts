import { subscriberOf, usualAddress } from '../edge/address.ts';
import type { Identified } from '../pipeline/stages.ts';

/**
 * Whom requests are counted for: the key that was shown, else the user, else the address. Names of users and
 * workspaces have no colons, so none can be taken for another.
 */
export function callerKey({
  caller,
  credential,
  address,
}: Pick<Identified, 'caller' | 'credential' | 'address'>): string {
  if ('id' in credential) return `key:${credential.id}`;
  if (caller !== null) return `user:${caller.workspace}/${caller.id}`;
  return addressKey(address);
}

/** An address as it is counted: of IPv6 the first 64 bits, as that is what one customer has at least (RFC 6177). */
export function addressKey(address: string): string {
  return `address:${subscriberOf(usualAddress(address) ?? address)}`;
}
