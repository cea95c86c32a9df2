import { type SecretFiles, StartFailure } from '@manuel/service';
import { newTokenKey, TokenKeys } from './token-keys.ts';

/** Where an installation keeps the keys that sign its tokens, beside its other secrets. */
export const TOKEN_KEYS_FILE = 'token-keys.json';

/** More often than a new key waits before it signs. */
const READ_MS = 2_000;

/** An installation's signing keys, read again now and then: every process of it knows a rotation without a restart. */
export class TokenKeyFile {
  readonly #secrets: SecretFiles;
  readonly #onBroken: (error: unknown) => void;
  #keys: TokenKeys;
  #readAt: number;

  /**
   * @param onBroken told when the file was broken while it was in use; the keys that were in it before go on
   * @throws StartFailure when others can read the file, or it holds no keys
   */
  constructor(secrets: SecretFiles, onBroken: (error: unknown) => void = () => undefined) {
    this.#secrets = secrets;
    this.#onBroken = onBroken;
    this.#keys = this.#read();
    this.#readAt = Date.now();
  }

  /** The keys as they were in the file a moment ago. */
  current(): TokenKeys {
    const now = Date.now();
    if (now - this.#readAt >= READ_MS || now < this.#readAt) {
      this.#readAt = now;
      this.#readAgain();
    }
    return this.#keys;
  }

  /** Adds a new key. @param isCompromised forget the older ones at once */
  rotate(isCompromised = false): TokenKeys {
    this.#keys = this.#read().rotated({ isCompromised });
    this.#secrets.replace(TOKEN_KEYS_FILE, this.#keys.text);
    return this.#keys;
  }

  #readAgain(): void {
    try {
      this.#keys = this.#read();
    } catch (error) {
      this.#onBroken(error);
    }
  }

  #read(): TokenKeys {
    const text = this.#secrets.readOrCreate(TOKEN_KEYS_FILE, () => TokenKeys.of(newTokenKey()).text);
    try {
      return TokenKeys.read(text);
    } catch {
      // Why it is none would repeat a piece of it.
      throw new StartFailure(
        `The file secrets/${TOKEN_KEYS_FILE} in the data folder holds no keys: put back a copy, or delete it to get new ones, after which everybody needs new tokens.`,
      );
    }
  }
}
