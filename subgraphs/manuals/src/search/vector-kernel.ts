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
const bytes = new Uint8Array(memory.buffer);
const results = { of16: new Uint16Array(memory.buffer, OUT), of32: new Int32Array(memory.buffer, OUT) };

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
  compare(distances, signatures, query, (first, count) => all.set(results.of16.subarray(0, count), first));
  return all;
}

/**
 * The inner product of a query with each of some vectors of signed bytes.
 * @param vectors as `signatures` above
 */
export function innerProducts(vectors: Int8Array, query: Int8Array): Int32Array {
  const all = new Int32Array(vectors.length / query.length);
  compare(products, vectors, query, (first, count) => all.set(results.of32.subarray(0, count), first));
  return all;
}

/** Runs the kernel over blocks of vectors. @param take told of which vectors, from the first, the results are there */
function compare<T extends Uint8Array | Int8Array>(
  kernel: Kernel,
  vectors: T,
  query: T,
  take: (first: number, count: number) => void,
): void {
  const { length } = query;
  const inBlock = Math.floor(BLOCK_BYTES / length) * length;
  bytes.set(query);
  for (let start = 0; start < vectors.length; start += inBlock) {
    const end = Math.min(start + inBlock, vectors.length);
    bytes.set(vectors.subarray(start, end), LONGEST_VECTOR);
    kernel(LONGEST_VECTOR, LONGEST_VECTOR + end - start, 0, length, OUT);
    take(start / length, (end - start) / length);
  }
}
