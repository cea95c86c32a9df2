import type { SecretFiles } from '@manuel/service';
import { newTokenKey, TokenKeys } from './token-keys.ts';

/** Where an installation keeps the keys that sign its tokens, beside its other secrets. */
export const TOKEN_KEYS_FILE = 'token-keys.json';

/** More often than a new key waits before it signs. */
const READ_MS = 2_000;

/** An installation's signing keys, read again now and then: every process of it knows a rotation without a restart. */
export class TokenKeyFile {
  readonly #secrets: SecretFiles;
  #keys: TokenKeys;
  #readAt: number;

  /** @throws StartFailure when others can read the file */
  constructor(secrets: SecretFiles) {
    this.#secrets = secrets;
    this.#keys = this.#read();
    this.#readAt = Date.now();
  }

  /** The keys as they were in the file a moment ago. */
  current(): TokenKeys {
    const now = Date.now();
    if (now - this.#readAt >= READ_MS || now < this.#readAt) {
      this.#readAt = now;
      this.#keys = this.#read();
    }
    return this.#keys;
  }

  /** Adds a new key. @param isCompromised forget the older ones at once */
  rotate(isCompromised = false): TokenKeys {
    this.#keys = this.#read().rotated({ isCompromised });
    this.#secrets.replace(TOKEN_KEYS_FILE, this.#keys.text);
    return this.#keys;
  }

  #read(): TokenKeys {
    return TokenKeys.read(
      this.#secrets.readOrCreate(TOKEN_KEYS_FILE, () => TokenKeys.of(newTokenKey()).text),
    );
  }
}
