import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './errors.ts';

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
   * @throws StartFailure when others can read the file
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
    return readFileSync(file, 'utf8');
  }

  /** Writes the secret called `name` anew, whole or not at all. */
  replace(name: string, content: string): void {
    const file = join(this.#folder, name);
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, file);
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
