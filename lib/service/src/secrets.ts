import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './errors.ts';

const LEAST_BYTES = 32;
const LEAST_CHARACTERS = 8;

/** What makes a text no good as a secret, to be put behind its name; null when nothing does. */
export function weaknessOf(secret: string): string | null {
  const bytes = Buffer.byteLength(secret.trim());
  if (bytes < LEAST_BYTES) return `has ${bytes} bytes: a secret has at least ${LEAST_BYTES} random ones`;
  if (new Set(secret.trim()).size < LEAST_CHARACTERS)
    return `repeats the same few characters: a secret has at least ${LEAST_BYTES} random bytes`;
  return null;
}

/**
 * Secrets kept as files below a data folder, made at the first start and readable by their owner alone.
 * Several processes may start at once on one folder: the first to link a file into place decides its content.
 */
export class SecretFiles {
  readonly #folder: string;

  /** @throws StartFailure when the folder cannot be made */
  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'secrets');
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      chmodSync(this.#folder, 0o700);
    } catch (cause) {
      throw new StartFailure(`Cannot keep secrets in ${this.#folder}: choose a writable MANUEL_DATA_DIR.`, {
        cause,
      });
    }
  }

  /**
   * The secret called `name`, made by `create` when there is none yet.
   * @throws StartFailure when others can read the file, or it is too short
   */
  readOrCreate(name: string, create: () => string = random256): string {
    const file = join(this.#folder, name);
    if (!existsSync(file)) publish(file, create());
    // Windows has no owner bits; there the folder's access list is what protects it.
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new StartFailure(
        `${file} can be read by others: run chmod 600 ${file}, or delete it to get a new secret.`,
      );
    }
    const secret = readFileSync(file, 'utf8');
    const weakness = weaknessOf(secret);
    if (weakness !== null)
      throw new StartFailure(`${file} ${weakness}. Put one there, or delete the file to get a new one.`);
    return secret;
  }

  /** Writes the secret called `name`, which is there, anew: whole or not at all, for the same owner. */
  replace(name: string, content: string): void {
    const file = join(this.#folder, name);
    const { uid, gid } = statSync(file);
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
      // Somebody else's process reads it: the one who administers the machine must not lock it out.
      if (process.getuid?.() === 0) chownSync(draft, uid, gid);
      renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  }
}

/** 256 random bits, in base64url. */
function random256(): string {
  return randomBytes(32).toString('base64url');
}

/** Writes whole or not at all; an existing file wins. */
function publish(file: string, content: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(draft);
  }
}
