import type { Database } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import { callerIdOf } from '../names.ts';
import { KeyRepository, type StoredKeyRow } from '../repositories/key-repository.ts';
import type { ServiceAccountRow } from '../repositories/service-account-repository.ts';
import { signingSecretOf } from './signing-secret.ts';

/** A key as whoever lets callers in needs it. */
export interface KnownKey {
  readonly id: string;
  readonly secretHash: string;
  /** Whom it speaks for, with no more scopes than the key has. */
  readonly caller: Caller;
  readonly expiresAt: Date;
  readonly isRevoked: boolean;
  /** Whether its service account is. */
  readonly isDisabled: boolean;
  readonly lastUsedAt: Date | null;
}

/** All keys of the installation, for those who let callers in. */
export class KeyBook {
  readonly #database: Database;
  readonly #installationSecret: string;

  /** @param installationSecret from which the secrets of signed requests are derived */
  constructor(database: Database, installationSecret: string) {
    this.#database = database;
    this.#installationSecret = installationSecret;
  }

  /** Those of the keys that there are, by their ids. @param signal ends the query */
  async find(ids: readonly string[], signal: AbortSignal): Promise<Map<string, KnownKey>> {
    const found = await new KeyRepository(this.#database.fork(signal)).withAccounts(ids);
    return new Map(found.map(({ key, account }) => [key.id, knownKey(key, account)]));
  }

  /** The HMAC key of requests that are signed with this key. */
  signingSecretOf(id: string): Uint8Array {
    return Buffer.from(signingSecretOf(this.#installationSecret, id), 'base64url');
  }

  /** Keeps that the key was used at `now`, unless another gateway has kept a use since `before`. */
  keepUse(id: string, now: Date, before: Date): Promise<void> {
    return new KeyRepository(this.#database.fork()).touch(id, now, before);
  }
}

function knownKey(key: StoredKeyRow, { name, workspace, roles, disabledAt }: ServiceAccountRow): KnownKey {
  return {
    id: key.id,
    secretHash: key.secretHash,
    caller: { id: callerIdOf(name), workspace, roles, scopes: key.scopes },
    expiresAt: key.expiresAt,
    isRevoked: key.revokedAt !== null,
    isDisabled: disabledAt !== null,
    lastUsedAt: key.lastUsedAt,
  };
}
