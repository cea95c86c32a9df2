/**
 * The WebAssembly module of `vector-kernel.ts`, instruction by instruction: two functions over vectors that lie one
 * after the other in its memory, by the instructions for 16 bytes at a time.
 */

/** An instruction of the vector extension; its number follows the prefix in LEB128. */
const simd = (number: number, ...operands: readonly number[]) => [0xfd, ...leb(number), ...operands];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (small: number) => [0x41, small];
const [ADD, IS_LESS, END] = [0x6a, 0x49, 0x0b];
const LOOP = [0x03, 0x40];
const AGAIN_IF = [0x0d, 0x00];
const STORE_16 = [0x3b, 0x01, 0x00];
const STORE_32 = [0x36, 0x02, 0x00];
const LOAD = simd(0x00, 0x00, 0x00);
const ZERO = simd(0x0c, ...new Array<number>(16).fill(0));
const XOR = simd(0x51);
const POPCOUNT = simd(0x62);
const WIDEN_8_TO_16 = simd(0x7d);
const WIDEN_SIGNED_16_TO_32 = simd(0x7e);
const WIDEN_16_TO_32 = simd(0x7f);
const ADD_16 = simd(0x8e);
const MULTIPLY_LOW_8 = simd(0x9c);
const MULTIPLY_HIGH_8 = simd(0x9d);
const ADD_32 = simd(0xae);
const lane = (index: number) => simd(0x1b, index);

/** The parameters of both functions, then their own variables. */
const [AT, UNTIL, QUERY, LENGTH, OUT, OFFSET, SUM, A, B] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const [I32, V128] = [0x7f, 0x7b];
const VARIABLES = [2, 1, I32, 3, V128];

/** The vectors' bytes that one step reads. */
export const STEP_BYTES = 16;

/** The sum of the four numbers in SUM. */
const LANES = [
  ...[...get(SUM), ...lane(0), ...get(SUM), ...lane(1), ADD],
  ...[...get(SUM), ...lane(2), ADD, ...get(SUM), ...lane(3), ADD],
];

/**
 * For each vector from AT until UNTIL: SUM = 0; for each step of it, A and B are what it and the query have there,
 * and `step` adds to SUM; then `result`, of some bytes, is stored at OUT.
 */
function overVectors(step: readonly number[], result: readonly number[], resultBytes: number): number[] {
  return [
    ...VARIABLES,
    ...LOOP,
    ...[...constant(0), ...set(OFFSET), ...ZERO, ...set(SUM)],
    ...LOOP,
    ...[...get(AT), ...get(OFFSET), ADD, ...LOAD, ...set(A)],
    ...[...get(QUERY), ...get(OFFSET), ADD, ...LOAD, ...set(B)],
    ...[...step, ...set(SUM)],
    ...[...get(OFFSET), ...constant(STEP_BYTES), ADD, ...tee(OFFSET), ...get(LENGTH), IS_LESS, ...AGAIN_IF],
    END,
    ...result,
    ...[...get(OUT), ...constant(resultBytes), ADD, ...set(OUT)],
    ...[...get(AT), ...get(LENGTH), ADD, ...tee(AT), ...get(UNTIL), IS_LESS, ...AGAIN_IF],
    END,
    END,
  ];
}

/** In how many bits A and B differ; SUM is eight numbers of 16 bits until the end. */
const DISTANCES = overVectors(
  [...get(SUM), ...get(A), ...get(B), ...XOR, ...POPCOUNT, ...WIDEN_8_TO_16, ...ADD_16],
  [...get(SUM), ...WIDEN_16_TO_32, ...set(SUM), ...get(OUT), ...LANES, ...STORE_16],
  2,
);
/** The inner product of signed bytes; SUM is four numbers of 32 bits. */
const PRODUCTS = overVectors(
  [
    ...[...get(SUM), ...get(A), ...get(B), ...MULTIPLY_LOW_8, ...WIDEN_SIGNED_16_TO_32, ...ADD_32],
    ...[...get(A), ...get(B), ...MULTIPLY_HIGH_8, ...WIDEN_SIGNED_16_TO_32, ...ADD_32],
  ],
  [...get(OUT), ...LANES, ...STORE_32],
  4,
);

const section = (id: number, content: readonly number[]) => [id, ...leb(content.length), ...content];
const named = (name: string) => [name.length, ...Buffer.from(name)];
const sized = (code: readonly number[]) => [...leb(code.length), ...code];

function leb(count: number): number[] {
  return count < 0x80 ? [count] : [(count & 0x7f) | 0x80, ...leb(count >> 7)];
}

/** A module that exports `memory`, of so many pages of 64 KiB, `distances` and `products`. */
export function vectorModule(pages: number): Uint8Array<ArrayBuffer> {
  const exported = [
    [...named('memory'), 2, 0],
    [...named('distances'), 0, 0],
    [...named('products'), 0, 1],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [exported.length, ...exported.flat()]),
    ...section(10, [2, ...sized(DISTANCES), ...sized(PRODUCTS)]),
  ]);
}
