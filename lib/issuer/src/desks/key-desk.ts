import type { Database, UnitOfWork } from '@manuel/database';
import type { Scope } from '@manuel/identity';
import { Conflict, InvalidInput, NotFound } from '@manuel/service';
import { ensureMayGrant, scopesOf } from '../grants.ts';
import { formatApiKey, hashOfSecret, newApiKey } from '../keys/api-key.ts';
import { signingSecretOf } from '../keys/signing-secret.ts';
import type { Note } from '../note.ts';
import { type KeyPlace, KeyRepository, type StoredKeyRow } from '../repositories/key-repository.ts';
import {
  ServiceAccountRepository,
  type ServiceAccountRow,
} from '../repositories/service-account-repository.ts';
import type { Deed } from './deed.ts';
import { noServiceAccount } from './service-account-desk.ts';

/** One to use and one to change over to. */
const MOST_ACTIVE = 2;
const MILLISECONDS_PER_DAY = 86_400_000;

/** How long a key is good: at most a year, as nobody remembers older ones. */
export const KEY_DAYS = { least: 1, most: 365, byDefault: 90 } as const;

/** What is wanted of a new key. */
export interface KeyWish {
  /** Of the scopes that the account's roles bring; all of them when undefined. */
  readonly scopes: readonly Scope[] | undefined;
  /** Within `KEY_DAYS`. */
  readonly days: number;
}

/** A key at the only moment at which it can be told. */
export interface IssuedKey {
  readonly key: StoredKeyRow;
  readonly apiKey: string;
  /** The HMAC key of requests that are signed: 32 bytes in base64url. */
  readonly signingSecret: string;
}

export interface KeyDeskOptions {
  readonly database: Database;
  readonly note: Note;
  /** From which the secrets of signed requests are derived. */
  readonly installationSecret: string;
}

/** The API keys of a workspace's service accounts, as its admins see and change them. */
export class KeyDesk {
  readonly #options: KeyDeskOptions;

  constructor(options: KeyDeskOptions) {
    this.#options = options;
  }

  /** One more than the page, newest first, revoked ones too. @throws NotFound */
  async page(
    workspace: string,
    accountName: string,
    first: number,
    after: KeyPlace | null,
  ): Promise<StoredKeyRow[]> {
    const em = this.#options.database.fork();
    const account = await new ServiceAccountRepository(em).within(workspace, accountName);
    if (account === null) throw noServiceAccount(accountName);
    return new KeyRepository(em).page(account.id, first, after);
  }

  /**
   * Makes a key. An account has two active ones at most, so that clients can change over before the old one is revoked.
   * @throws NotFound when there is no such service account
   * @throws Conflict when it is disabled, or has two already
   * @throws InvalidInput when its roles do not bring a scope
   * @throws NotAllowed when the key is good for more than whoever makes it has
   */
  add(deed: Deed, accountName: string, wish: KeyWish): Promise<IssuedKey> {
    const { database, installationSecret } = this.#options;
    return database.transaction(async (em) => {
      const account = await lockedAccount(em, deed, accountName);
      if (account.disabledAt !== null)
        throw new Conflict(`The service account "${accountName}" is disabled: enable it first.`);
      const scopes = scopesFor(account, wish.scopes);
      ensureMayGrant(deed.caller, scopes);
      const keys = new KeyRepository(em);
      const now = new Date();
      const active = await keys.active(account.id, now);
      if (active.length >= MOST_ACTIVE) throw tooMany(accountName, active);
      const expiresAt = new Date(now.getTime() + wish.days * MILLISECONDS_PER_DAY);
      const made = await addNew(keys, {
        ...{ accountId: account.id, scopes, createdBy: deed.caller.id, createdAt: now, expiresAt },
        ...{ revokedAt: null, lastUsedAt: null },
      });
      await this.#noteDone(deed, 'api-key.create', made.key.id);
      return { ...made, signingSecret: signingSecretOf(installationSecret, made.key.id) };
    });
  }

  /** From then on it is refused; within seconds by every gateway. Doing it again changes nothing. @throws NotFound */
  revoke(deed: Deed, accountName: string, id: string): Promise<void> {
    return this.#options.database.transaction(async (em) => {
      const account = await lockedAccount(em, deed, accountName);
      const keys = new KeyRepository(em);
      if (!(await keys.has(account.id, id)))
        throw new NotFound(`The service account "${accountName}" has no key ${id}.`);
      if (await keys.revoke(account.id, id, new Date())) await this.#noteDone(deed, 'api-key.revoke', id);
    });
  }

  #noteDone(deed: Deed, action: string, id: string): Promise<void> {
    return this.#options.note({ ...deed, action, target: `api-key:${id}`, outcome: 'DONE' });
  }
}

/** Locked, so that of two keys that are made at once each counts the other. */
async function lockedAccount(em: UnitOfWork, { caller }: Deed, name: string): Promise<ServiceAccountRow> {
  const account = await new ServiceAccountRepository(em).lock(caller.workspace, name);
  if (account === null) throw noServiceAccount(name);
  return account;
}

function scopesFor({ name, roles }: ServiceAccountRow, wanted: readonly Scope[] | undefined): Scope[] {
  const allowed = scopesOf(roles);
  const beyond = wanted?.filter((scope) => !allowed.includes(scope)) ?? [];
  if (beyond.length === 0) return allowed.filter((scope) => wanted?.includes(scope) ?? true);
  throw new InvalidInput(
    'scopes',
    `The roles of "${name}" (${roles.join(', ')}) do not bring ${beyond.join(', ')}: choose of ${allowed.join(', ')}.`,
  );
}

async function addNew(
  keys: KeyRepository,
  row: Omit<StoredKeyRow, 'id' | 'secretHash'>,
): Promise<Pick<IssuedKey, 'key' | 'apiKey'>> {
  for (;;) {
    const made = newApiKey();
    const key = { ...row, id: made.id, secretHash: hashOfSecret(made.secret) };
    // An id is short enough to be met twice one day; then there is another.
    if (await keys.add(key)) return { key, apiKey: formatApiKey(made) };
  }
}

function tooMany(accountName: string, active: readonly StoredKeyRow[]): Conflict {
  const ids = active.map(({ id }) => id).join(' and ');
  return new Conflict(
    `The service account "${accountName}" has ${active.length} active keys already, ${ids}: revoke one first.`,
  );
}
