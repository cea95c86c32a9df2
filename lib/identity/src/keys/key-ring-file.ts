import type { KeyObject } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf, type Logger, messageOf, SecretFiles, StartFailure } from '@manuel/service';
import {
  entriesIn,
  FixedKeyRing,
  firstRing,
  type KeyRing,
  LEAST_SECRET_BYTES,
  type NamedKey,
  newSecret,
  type RingEntry,
  rotated,
} from './key-ring.ts';

const RING = 'origin-keys.json';
/** The one secret that there was before there was a ring. */
const SINGLE = 'origin-secret';
/** How often the file is looked at; a key signs long after that. */
const LOOK_MS = 1_000;

/** The ring that all processes of an installation read from its data folder, and read anew when it has changed. */
export class KeyRingFile implements KeyRing {
  readonly #file: string;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #text: string;
  #ring: FixedKeyRing;
  /** What was wrong when the file was last looked at; it is told once. */
  #problem: string | undefined;

  private constructor(file: string, text: string, log: Logger) {
    this.#file = file;
    this.#text = text;
    this.#ring = new FixedKeyRing(text);
    this.#log = log;
    // Read by time, as it is small: files that are mounted or moved into place tell no event on some systems.
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  /**
   * Makes the ring when there is none, out of the secret that was used before where there is one.
   * @throws StartFailure when it cannot be used, with what would be right
   */
  static open(dataFolder: string, log: Logger): KeyRingFile {
    const secrets = new SecretFiles(dataFolder);
    const single = join(resolve(dataFolder), 'secrets', SINGLE);
    const text = secrets.readOrCreate(RING, () => firstRing(secretIn(single) ?? newSecret()));
    const file = ringFileOf(dataFolder);
    try {
      const opened = new KeyRingFile(file, text, log);
      // Everything that it was good for is in the ring now.
      rmSync(single, { force: true });
      return opened;
    } catch (error) {
      throw new StartFailure(`The keys in ${file} cannot be used: ${messageOf(error)}`);
    }
  }

  current(): NamedKey {
    return this.#ring.current();
  }

  find(id: string): KeyObject | undefined {
    return this.#ring.find(id);
  }

  /** Reads the file no more. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const text = await readFile(this.#file, 'utf8');
      if (text !== this.#text) {
        this.#ring = new FixedKeyRing(text);
        this.#text = text;
        this.#log.info({ keys: this.#ring.ids }, 'the keys were read anew');
      }
      this.#problem = undefined;
    } catch (error) {
      const reason = messageOf(error);
      if (reason === this.#problem) return;
      this.#problem = reason;
      this.#log.error({ file: this.#file, reason }, 'the keys cannot be read; those from before go on');
    }
  }
}

/**
 * Adds a key to the ring of a data folder; running processes read it by themselves. Two at once are no harm: a key
 * that one of them overwrites has not signed yet.
 * @returns the key that was added
 * @throws Error when there is no ring, or it cannot be read or written; its message holds no secret
 */
export function rotateRing(dataFolder: string): RingEntry {
  const { text, added } = rotated(readFileSync(ringFileOf(dataFolder), 'utf8'));
  new SecretFiles(dataFolder).replace(RING, text);
  return added;
}

/** The keys of a data folder's ring, the oldest first. @throws Error as `rotateRing` does */
export function ringEntries(dataFolder: string): RingEntry[] {
  return entriesIn(readFileSync(ringFileOf(dataFolder), 'utf8'));
}

/** Where the ring of a data folder is. */
export function ringFileOf(dataFolder: string): string {
  return join(resolve(dataFolder), 'secrets', RING);
}

/** What a ring holds of the secret in the file; undefined when there is no file. */
function secretIn(file: string): string | undefined {
  try {
    const secret = readFileSync(file);
    if (secret.length >= LEAST_SECRET_BYTES) return secret.toString('base64url');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  throw new StartFailure(
    `${file} holds fewer than ${LEAST_SECRET_BYTES} bytes: delete it, and a secret that is long enough is made.`,
  );
}
