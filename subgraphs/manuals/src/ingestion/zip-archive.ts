import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { IngestionError, ingestionErrorOf } from './ingestion-error.ts';

/** More files than a document is made of. */
const MOST_ENTRIES = 20_000;
const BYTES_PER_MB = 1024 * 1024;

/** A ZIP in memory whose files are unpacked only up to a bound in all, whatever sizes it states. */
export class ZipArchive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #limitBytes: number;
  #left: number;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, limitBytes: number) {
    this.#zip = zip;
    this.#entries = entries;
    this.#limitBytes = limitBytes;
    this.#left = limitBytes;
  }

  /**
   * @param limitBytes how much may be unpacked in all
   * @throws IngestionError FILE_UNREADABLE when it is no ZIP, FILE_TOO_COMPLEX when it has too many files
   */
  static async open(bytes: Uint8Array, limitBytes: number): Promise<ZipArchive> {
    try {
      const zip = await fromBufferPromise(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        // Read by hand below: the memory is whole anyway, and nothing is to be closed.
        { lazyEntries: true, autoClose: false },
      );
      if (zip.entryCount > MOST_ENTRIES) throw tooManyEntries(zip.entryCount);
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new ZipArchive(zip, entries, limitBytes);
    } catch (error) {
      throw ingestionErrorOf(error);
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /**
   * The bytes of a file; null when there is none of this name.
   * @throws IngestionError FILE_TOO_COMPLEX when more than the bound would be unpacked, FILE_UNREADABLE when it is damaged
   */
  async read(name: string): Promise<Buffer | null> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return null;
    try {
      const chunks: Buffer[] = [];
      // A stream without an encoding gives Buffers.
      for await (const chunk of (await this.#zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        this.#left -= chunk.length;
        if (this.#left < 0) throw this.#tooLarge();
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } catch (error) {
      throw ingestionErrorOf(error);
    }
  }

  #tooLarge(): IngestionError {
    return new IngestionError('FILE_TOO_COMPLEX', {
      message: `Unpacked, the text of this file and what describes it has more than ${this.#limitBytes / BYTES_PER_MB} MB. Upload it in parts.`,
    });
  }
}

function tooManyEntries(count: number): IngestionError {
  return new IngestionError('FILE_TOO_COMPLEX', {
    message: `This file is made of ${count} files; at most ${MOST_ENTRIES} are read. Upload it in parts.`,
  });
}
