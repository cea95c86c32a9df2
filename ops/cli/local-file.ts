import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@manuel/service';
import { CliFailure } from './failure.ts';

/** A file of this machine that can be sent. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly byteSize: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Reads the file once, in pieces, for its SHA-256.
 * @throws CliFailure when there is no such file, it cannot be read, or it is empty
 */
export async function inspectFile(path: string): Promise<LocalFile> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw unusable('It is not a file.');
    if (stats.size === 0) throw unusable('It is empty.');
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return { path, name: basename(path), byteSize: stats.size, sha256: hash.digest('hex') };
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw unusable(missing ? 'No such file.' : `It cannot be read (${messageOf(error)}).`);
  }
}

function unusable(message: string): CliFailure {
  return new CliFailure(2, 'INVALID_INPUT', message);
}
