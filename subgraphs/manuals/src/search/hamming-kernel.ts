/**
 * Counts in how many bits signatures differ from one, with WebAssembly's vector instructions: plain JavaScript takes
 * several times as long. The test beside it compares this with plain counting.
 */

/** What is scanned at once fits into a processor's cache together with its results. */
const BLOCK_BYTES = 512 * 1024;
const PAGE_BYTES = 64 * 1024;
/** Signatures are read 16 bytes at a time. */
export const SIGNATURE_STEP = 16;
/** Of bytes. */
export const LONGEST_SIGNATURE = 4096;
/** A signature has at least one step, and its result two bytes. */
const RESULT_BYTES = (BLOCK_BYTES / SIGNATURE_STEP) * 2;
const MEMORY_PAGES = (LONGEST_SIGNATURE + BLOCK_BYTES + RESULT_BYTES) / PAGE_BYTES;

/** An instruction of the vector extension; its number follows the prefix in LEB128. */
function simd(number: number, ...operands: readonly number[]): number[] {
  return number < 0x80
    ? [0xfd, number, ...operands]
    : [0xfd, (number & 0x7f) | 0x80, number >> 7, ...operands];
}

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (small: number) => [0x41, small];
const [ADD, IS_LESS, END] = [0x6a, 0x49, 0x0b];
const LOOP = [0x03, 0x40];
const AGAIN_IF = [0x0d, 0x00];
const STORE_16 = [0x3b, 0x01, 0x00];
const LOAD = simd(0x00, 0x00, 0x00);
const ZERO = simd(0x0c, ...new Array<number>(16).fill(0));
const XOR = simd(0x51);
const POPCOUNT = simd(0x62);
const WIDEN_8_TO_16 = simd(0x7d);
const WIDEN_16_TO_32 = simd(0x7f);
const ADD_16 = simd(0x8e);
const lane = (index: number) => simd(0x1b, index);

/** The parameters of the function, then its own variables. */
const [AT, UNTIL, QUERY, LENGTH, OUT, OFFSET, SUM] = [0, 1, 2, 3, 4, 5, 6] as const;

// For each signature from AT until UNTIL: for each 16 bytes of it, SUM += popcount(signature ^ query), as eight
// numbers of 16 bits; then their sum is stored at OUT.
const CODE = [
  ...LOOP,
  ...[...constant(0), ...set(OFFSET), ...ZERO, ...set(SUM)],
  ...LOOP,
  ...[...get(SUM), ...get(AT), ...get(OFFSET), ADD, ...LOAD, ...get(QUERY), ...get(OFFSET), ADD, ...LOAD],
  ...[...XOR, ...POPCOUNT, ...WIDEN_8_TO_16, ...ADD_16, ...set(SUM)],
  ...[...get(OFFSET), ...constant(SIGNATURE_STEP), ADD, ...tee(OFFSET), ...get(LENGTH), IS_LESS, ...AGAIN_IF],
  END,
  ...[...get(OUT), ...get(SUM), ...WIDEN_16_TO_32, ...tee(SUM), ...lane(0)],
  ...[...get(SUM), ...lane(1), ADD, ...get(SUM), ...lane(2), ADD, ...get(SUM), ...lane(3), ADD, ...STORE_16],
  ...[...get(OUT), ...constant(2), ADD, ...set(OUT)],
  ...[...get(AT), ...get(LENGTH), ADD, ...tee(AT), ...get(UNTIL), IS_LESS, ...AGAIN_IF],
  END,
  END,
];

const [I32, V128] = [0x7f, 0x7b];
const section = (id: number, content: readonly number[]) => [id, ...leb(content.length), ...content];
const named = (name: string) => [name.length, ...Buffer.from(name)];

function leb(count: number): number[] {
  return count < 0x80 ? [count] : [(count & 0x7f) | 0x80, ...leb(count >> 7)];
}

/** One function of five parameters, and the memory that it reads and writes. */
const FUNCTION = [2, 1, I32, 1, V128, ...CODE];
const MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, ...leb(MEMORY_PAGES + 1)]),
  ...section(7, [2, ...named('memory'), 2, 0, ...named('count'), 0, 0]),
  ...section(10, [1, ...leb(FUNCTION.length), ...FUNCTION]),
]);

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  count(at: number, until: number, query: number, length: number, out: number): void;
}

// The module above exports just these.
const { memory, count } = new WebAssembly.Instance(new WebAssembly.Module(MODULE))
  .exports as unknown as Exports;
const bytes = new Uint8Array(memory.buffer);

/**
 * Writes into `distances` in how many bits each signature differs from the query.
 * @param signatures one after the other, each as long as the query: a multiple of 16 bytes, 4,096 at most
 */
export function hammingDistances(signatures: Uint8Array, query: Uint8Array, distances: Uint16Array): void {
  const { length } = query;
  const inBlock = Math.floor(BLOCK_BYTES / length);
  const results = new Uint16Array(memory.buffer, LONGEST_SIGNATURE + BLOCK_BYTES, inBlock);
  bytes.set(query, 0);
  for (let first = 0; first < distances.length; first += inBlock) {
    const last = Math.min(first + inBlock, distances.length);
    bytes.set(signatures.subarray(first * length, last * length), LONGEST_SIGNATURE);
    count(LONGEST_SIGNATURE, LONGEST_SIGNATURE + (last - first) * length, 0, length, results.byteOffset);
    distances.set(results.subarray(0, last - first), first);
  }
}
