import { type Caller, InvalidToken } from '@manuel/identity';
import { hashOfSecret, isKeyId, isSecretOf, type KeyBook, type KnownKey, parseApiKey } from '@manuel/issuer';
import type { Logger } from '@manuel/service';
import { BoundedMap } from '../engine/bounded-map.ts';
import { KeyLookups } from './key-lookups.ts';
import { KeyUses } from './key-uses.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** For so long a gateway goes on with what it knows of a key: a revoked one is refused after it at the latest. */
const KNOWN_FOR_MS = 5_000;
const MOST_KNOWN = 10_000;
/** Apart from those that exist, so that whoever tries ids at random drives no key out. */
const MOST_UNKNOWN = 1_000;

/** Stands in for the hash of a key that is not there, so that it takes as long to refuse as one with a wrong secret. */
const NO_HASH = hashOfSecret('');

/** An API key was shown and is not taken. */
export class KeyRefused extends InvalidToken {
  /** Such as api-key:0aZ9bY8c; undefined where no id could be read. */
  readonly target: string | undefined;
  /** Whose key it was, where that is proven. */
  readonly caller: Caller | null;

  constructor(message: string, id?: string, caller: Caller | null = null) {
    super(message);
    this.target = id === undefined ? undefined : `api-key:${id}`;
    this.caller = caller;
  }
}

/** What was read of a key, and until when it is gone by; times are those of `ApiKeysOptions.now`. */
interface Reading {
  readonly key: KnownKey | null;
  readonly endsAt: number;
}

export interface ApiKeysOptions {
  readonly book: KeyBook;
  readonly log: Logger;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

/**
 * Tells for whom API keys speak. What PostgreSQL says of a key is remembered for five seconds, so that a busy key costs no
 * query a request and goes on while PostgreSQL is away for a moment.
 */
export class ApiKeys implements SigningKeys {
  readonly #book: KeyBook;
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, Reading>(MOST_KNOWN);
  readonly #unknown = new BoundedMap<string, Reading>(MOST_UNKNOWN);
  readonly #lookups: KeyLookups;
  /** Whoever shows a key while it is looked up waits for the same reading. */
  readonly #running = new Map<string, Promise<KnownKey | null>>();
  readonly #uses: KeyUses;

  constructor({ book, log, now = () => performance.now() }: ApiKeysOptions) {
    this.#book = book;
    this.#lookups = new KeyLookups(book, log);
    this.#uses = new KeyUses(book, log);
    this.#now = now;
  }

  /**
   * @param text the key as it was shown
   * @returns whom it speaks for, and the key's id
   * @throws KeyRefused when it is not copied right, unknown, over, revoked, or its service account is disabled
   * @throws Unavailable when that cannot be told now
   */
  async callerOf(text: string): Promise<{ readonly caller: Caller; readonly id: string }> {
    const shown = parseApiKey(text);
    if (shown === null)
      throw new KeyRefused('This is no whole API key: copy it again, from mk_live_ to its last letter.');
    const { id, secret } = shown;
    const key = await this.#find(id);
    const isRight = isSecretOf(key?.secretHash ?? NO_HASH, secret);
    // Only who has the secret is told more.
    if (key === null || !isRight) throw new KeyRefused('No API key is like this one.', id);
    const refusal = refusalOf(key);
    if (refusal !== null) throw new KeyRefused(refusal, id, key.caller);
    this.#uses.add(key);
    return { caller: key.caller, id };
  }

  async find(keyId: string): Promise<SigningKey | null> {
    if (!isKeyId(keyId)) return null;
    const key = await this.#find(keyId);
    if (key === null || refusalOf(key) !== null) return null;
    return { caller: key.caller, secret: this.#book.signingSecretOf(keyId) };
  }

  used(keyId: string): void {
    const key = this.#known.get(keyId)?.key;
    if (key) this.#uses.add(key);
  }

  /** Waits for what is being written. */
  stop(): Promise<void> {
    return this.#uses.stop();
  }

  async #find(id: string): Promise<KnownKey | null> {
    const reading = this.#known.get(id) ?? this.#unknown.get(id);
    if (reading !== undefined && this.#now() < reading.endsAt) return reading.key;
    const running = this.#running.get(id) ?? this.#read(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  async #read(id: string): Promise<KnownKey | null> {
    // From before the query: what is revoked while it runs is not gone by any longer than what is revoked after it.
    const endsAt = this.#now() + KNOWN_FOR_MS;
    const key = await this.#lookups.find(id);
    (key === null ? this.#unknown : this.#known).set(id, { key, endsAt });
    return key;
  }
}

/** Why a key that was shown with its secret is refused; null when it is not. */
function refusalOf({ isRevoked, isDisabled, expiresAt }: KnownKey): string | null {
  if (isRevoked) return 'This API key was revoked: ask an admin of the workspace for another.';
  if (expiresAt.getTime() <= Date.now())
    return `This API key is over since ${expiresAt.toISOString()}: ask an admin of the workspace for another.`;
  if (isDisabled) return "This API key's service account is disabled: ask an admin of the workspace.";
  return null;
}
