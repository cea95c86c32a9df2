import type { Caller } from '@manuel/identity';

/** A key with which a machine client signs its requests. */
export interface SigningKey {
  /** For whom its requests are made. */
  readonly caller: Caller;
  /** The HMAC key: at least 32 bytes. */
  readonly secret: Uint8Array;
}

/** Where the gateway finds the keys of machine clients (RFC 9421's `keyid`). */
export interface SigningKeys {
  /**
   * @param keyId as a request names it, which nobody has verified yet
   * @returns null when there is no such key, or it is over or revoked
   * @throws Unavailable when it cannot be told now
   */
  find(keyId: string): Promise<SigningKey | null>;
  /** Told when a request that was signed with a key has been let in. */
  used(keyId: string): void;
}
