/** The vectors of one passage's windows, each as whole numbers and the scale that they are multiplied with. */
export interface ContentVectors {
  /** How many of them are of long windows; those stand first, in the order of the text. */
  readonly longCount: number;
  readonly scales: Float32Array;
  /** One vector after the other. */
  readonly codes: Int8Array;
}

const HIGHEST_CODE = 127;
/** Two counts of 16 bits, which keep the scales behind them aligned. */
const HEAD_BYTES = 4;

/**
 * Keeps a byte of each component. The largest one of each vector becomes 127: of vectors of length 1 with hundreds of
 * components, the inner product with another one then changes by less than 0.002, and with one scale for all
 * vectors by up to 0.01.
 */
export function quantize(long: readonly Float32Array[], short: readonly Float32Array[]): ContentVectors {
  const vectors = [...long, ...short].map(quantizedVector);
  const scales = Float32Array.from(vectors, ({ scale }) => scale);
  const codes = new Int8Array(vectors.reduce((length, one) => length + one.codes.length, 0));
  let end = 0;
  for (const one of vectors) {
    codes.set(one.codes, end);
    end += one.codes.length;
  }
  return { longCount: long.length, scales, codes };
}

/** The same of one vector alone. */
export function quantizedVector(vector: Float32Array): { readonly scale: number; readonly codes: Int8Array } {
  const largest = vector.reduce((most, component) => Math.max(most, Math.abs(component)), 0);
  const scale = largest === 0 ? 1 : largest / HIGHEST_CODE;
  return { scale, codes: Int8Array.from(vector, (component) => Math.round(component / scale)) };
}

/** As the database keeps them: how many long and short ones, the scales, the codes; little-endian. */
export function vectorBytes({ longCount, scales, codes }: ContentVectors): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + scales.byteLength + codes.byteLength);
  new Uint16Array(bytes.buffer, 0, 2).set([longCount, scales.length - longCount]);
  new Float32Array(bytes.buffer, HEAD_BYTES, scales.length).set(scales);
  new Int8Array(bytes.buffer, HEAD_BYTES + scales.byteLength).set(codes);
  return bytes;
}

/** What `vectorBytes` was given. */
export function vectorsOf(bytes: Uint8Array): ContentVectors {
  // A copy begins at an aligned address.
  const { buffer } = new Uint8Array(bytes);
  const [longCount = 0, shortCount = 0] = new Uint16Array(buffer, 0, 2);
  const scales = new Float32Array(buffer, HEAD_BYTES, longCount + shortCount);
  return { longCount, scales, codes: new Int8Array(buffer, HEAD_BYTES + scales.byteLength) };
}

/** Components of each vector. */
export function dimensionsOf({ scales, codes }: ContentVectors): number {
  return scales.length === 0 ? 0 : codes.length / scales.length;
}
