import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf, InvalidInput, NotFound, TooLarge } from '@manuel/service';

/** What a file must be to be kept. */
export interface ExpectedFile {
  readonly byteSize: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A body that has not moved for this long is given up. */
const IDLE_MS = 30_000;
const ABANDONED_MS = 60 * 60 * 1000;

/** Files on disk, by workspace and SHA-256: the same bytes are there once, and only whole. */
export class FileStore {
  readonly #folder: string;
  readonly #drafts: string;

  constructor(folder: string) {
    this.#folder = folder;
    // No workspace has this name: theirs begin with a letter or a digit.
    this.#drafts = join(folder, '.incoming');
  }

  /**
   * Streams a body to disk and keeps it when it is what was announced; otherwise nothing of it stays.
   * @throws TooLarge, or InvalidInput when it was cut off or other bytes arrived
   */
  async keep(workspace: string, body: Readable, expected: ExpectedFile): Promise<void> {
    await mkdir(this.#drafts, { recursive: true });
    const draft = join(this.#drafts, randomUUID());
    try {
      const gauge = new Gauge(expected);
      const file = createWriteStream(draft, { flags: 'wx', flush: true, mode: 0o600 });
      await pipeline(body, gauge, file).catch(brokenOff);
      await mkdir(join(this.#folder, workspace), { recursive: true });
      await rename(draft, this.#path(workspace, expected.sha256));
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** The file's bytes, which are to be taken. @throws NotFound when the file is gone */
  async read(workspace: string, sha256: string): Promise<Readable> {
    return (await open(this.#path(workspace, sha256)).catch(missing)).createReadStream();
  }

  /** The file's first bytes. @throws NotFound when the file is gone */
  async head(workspace: string, sha256: string, byteCount: number): Promise<Uint8Array> {
    await using file = await open(this.#path(workspace, sha256)).catch(missing);
    const { buffer, bytesRead } = await file.read(new Uint8Array(byteCount), 0, byteCount, 0);
    return buffer.subarray(0, bytesRead);
  }

  async remove(workspace: string, sha256: string): Promise<void> {
    await rm(this.#path(workspace, sha256), { force: true });
  }

  /** Every workspace with the SHA-256 digests of its files. */
  async *list(): AsyncGenerator<{ workspace: string; digests: string[] }> {
    for (const entry of await readdir(this.#folder, { withFileTypes: true }).catch(() => [])) {
      if (!entry.isDirectory() || join(this.#folder, entry.name) === this.#drafts) continue;
      yield { workspace: entry.name, digests: await readdir(join(this.#folder, entry.name)) };
    }
  }

  /** Removes what a killed process left of bodies that were still arriving. */
  async removeAbandonedDrafts(): Promise<void> {
    for (const name of await readdir(this.#drafts).catch(() => [])) {
      const draft = join(this.#drafts, name);
      const info = await stat(draft).catch(() => null);
      if (info !== null && Date.now() - info.mtimeMs > ABANDONED_MS) await rm(draft, { force: true });
    }
  }

  #path(workspace: string, sha256: string): string {
    return join(this.#folder, workspace, sha256);
  }
}

function missing(cause: unknown): never {
  if (codeOf(cause) === 'ENOENT') throw new NotFound('The file is gone.', { cause });
  throw cause;
}

/** What Node says when the sender goes away in the middle of a body. */
const BROKEN_OFF = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);

function brokenOff(cause: unknown): never {
  if (!BROKEN_OFF.has(codeOf(cause) ?? '')) throw cause;
  throw new InvalidInput('body', 'The connection broke before the whole file had arrived: send it again.');
}

/** Counts and hashes what passes, and refuses what was not announced. */
class Gauge extends Transform {
  readonly #expected: ExpectedFile;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #idle: NodeJS.Timeout;

  constructor(expected: ExpectedFile) {
    super();
    this.#expected = expected;
    this.#idle = this.#watch();
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    clearTimeout(this.#idle);
    this.#idle = this.#watch();
    this.#bytes += chunk.length;
    const { byteSize } = this.#expected;
    if (this.#bytes > byteSize)
      done(new TooLarge('body', `More than the announced ${byteSize} bytes arrived.`));
    else done(null, this.#hashed(chunk));
  }

  override _flush(done: (error?: Error | null) => void): void {
    done(this.#difference());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#idle);
    done(error);
  }

  #hashed(chunk: Buffer): Buffer {
    this.#hash.update(chunk);
    return chunk;
  }

  /** What is wrong with all that arrived; null when it is what was announced. */
  #difference(): InvalidInput | null {
    const { byteSize, sha256 } = this.#expected;
    if (this.#bytes < byteSize) {
      return new InvalidInput(
        'body',
        `Only ${this.#bytes} of ${byteSize} bytes arrived: send the whole file again.`,
      );
    }
    const found = this.#hash.digest();
    if (timingSafeEqual(found, Buffer.from(sha256, 'hex'))) return null;
    return new InvalidInput(
      'body',
      `The bytes have the SHA-256 ${found.toString('hex')}, not the announced ${sha256}.`,
    );
  }

  #watch(): NodeJS.Timeout {
    return setTimeout(
      () => this.destroy(new InvalidInput('body', `Nothing arrived for ${IDLE_MS / 1000} seconds.`)),
      IDLE_MS,
    );
  }
}
