import { inflateRawSync } from 'node:zlib';

/** Signatures and offsets as in PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const LONGEST_COMMENT_BYTES = 0xffff;
const DEFLATED = 8;

/**
 * Inflates those files of a ZIP whose names match, and forgets them, to learn how large they are in truth: the
 * sizes that a ZIP states may lie.
 * @throws Error when together they are larger than `limitBytes`, or when the ZIP is damaged
 */
export function checkInflatedSize(zip: Uint8Array, names: RegExp, limitBytes: number): void {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endOfDirectory(bytes);
  let left = limitBytes;
  let entry = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    if (bytes.readUInt32LE(entry) !== ENTRY) throw new Error('The ZIP directory is damaged.');
    const nameBytes = bytes.readUInt16LE(entry + 28);
    const name = bytes.toString('utf8', entry + ENTRY_BYTES, entry + ENTRY_BYTES + nameBytes);
    if (names.test(name)) left -= inflatedSize(bytes, entry, left);
    if (left < 0) throw new Error(`The ZIP holds more than ${limitBytes} bytes.`);
    entry += ENTRY_BYTES + nameBytes + bytes.readUInt16LE(entry + 30) + bytes.readUInt16LE(entry + 32);
  }
}

function endOfDirectory(bytes: Buffer): number {
  const last = bytes.length - END_OF_DIRECTORY_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT_BYTES); at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('There is no ZIP directory.');
}

function inflatedSize(bytes: Buffer, entry: number, limitBytes: number): number {
  const size = bytes.readUInt32LE(entry + 20);
  if (bytes.readUInt16LE(entry + 10) !== DEFLATED) return size;
  const local = bytes.readUInt32LE(entry + 42);
  const start = local + LOCAL_HEADER_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  return inflateRawSync(bytes.subarray(start, start + size), { maxOutputLength: Math.max(1, limitBytes) })
    .length;
}
