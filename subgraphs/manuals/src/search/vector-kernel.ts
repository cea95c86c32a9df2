/**
 * Compares vectors by WebAssembly's instructions for 16 bytes at a time, several times as fast as plain JavaScript.
 * Vectors are copied into its memory block by block. The test beside it compares this with plain counting.
 */
import { STEP_BYTES, vectorModule } from './vector-module.ts';

/** What is compared at once fits into a processor's cache together with its results. */
const BLOCK_BYTES = 512 * 1024;
const LONGEST_VECTOR = 8 * 1024;
const LARGEST_RESULT = 4;
const PAGE_BYTES = 64 * 1024;
const MEMORY_BYTES = LONGEST_VECTOR + BLOCK_BYTES + (BLOCK_BYTES / STEP_BYTES) * LARGEST_RESULT;

type Kernel = (at: number, until: number, query: number, length: number, out: number) => void;

const instance = new WebAssembly.Instance(
  new WebAssembly.Module(vectorModule(Math.ceil(MEMORY_BYTES / PAGE_BYTES))),
);
// The module exports just these.
const { memory, distances, products } = instance.exports as {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly distances: Kernel;
  readonly products: Kernel;
};
const OUT = LONGEST_VECTOR + BLOCK_BYTES;

/** The bytes that a vector of so many takes here: as much as whole steps. */
export function paddedBytes(bytes: number): number {
  return Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
}

/**
 * In how many bits each signature differs from the query.
 * @param signatures one after the other, each as long as the query: whole steps, 8,192 bytes at most
 */
export function hammingDistances(signatures: Uint8Array, query: Uint8Array): Uint16Array {
  const all = new Uint16Array(signatures.length / query.length);
  compare(distances, signatures, query, all);
  return all;
}

/**
 * The inner product of a query with each of some vectors of signed bytes.
 * @param vectors as `signatures` above
 */
export function innerProducts(vectors: Int8Array, query: Int8Array): Int32Array {
  const all = new Int32Array(vectors.length / query.length);
  compare(products, vectors, query, all);
  return all;
}

/** Fills `all` with what the kernel makes of each vector and the query. */
function compare<T extends Uint8Array | Int8Array>(
  kernel: Kernel,
  vectors: T,
  query: T,
  all: Uint16Array | Int32Array,
): void {
  const { length } = query;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(query);
  const inBlock = Math.floor(BLOCK_BYTES / length);
  for (let first = 0; first < all.length; first += inBlock) {
    const last = Math.min(first + inBlock, all.length);
    bytes.set(vectors.subarray(first * length, last * length), LONGEST_VECTOR);
    kernel(LONGEST_VECTOR, LONGEST_VECTOR + (last - first) * length, 0, length, OUT);
    if (all instanceof Uint16Array) all.set(new Uint16Array(memory.buffer, OUT, last - first), first);
    else all.set(new Int32Array(memory.buffer, OUT, last - first), first);
  }
}
