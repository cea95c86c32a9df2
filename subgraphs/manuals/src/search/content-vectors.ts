import { signatureBytes, writeSignature } from './signature.ts';

/** What vectors say of one content. */
export interface ContentVectors {
  /** What the codes are multiplied with. */
  readonly scale: number;
  /** The components of its vector. */
  readonly codes: Int8Array;
  /** The signatures of its words, one after the other. */
  readonly words: Uint8Array;
  readonly wordDimensions: number;
}

const HIGHEST_CODE = 127;
/** The scale in four bytes, the number of codes and the words' dimensions in two each. */
const HEAD_BYTES = 8;

/**
 * Keeps a byte of each component of a vector, and a bit of each component of the words' vectors. The largest component
 * becomes 127: of vectors of length 1 with hundreds of components, the inner product with another one then changes by
 * less than 0.002.
 * @param words one vector after the other, of `wordDimensions` each
 */
export function quantize(vector: Float32Array, words: Float32Array, wordDimensions: number): ContentVectors {
  const largest = vector.reduce((most, component) => Math.max(most, Math.abs(component)), 0);
  // As the four bytes keep it.
  const scale = largest === 0 ? 1 : Math.fround(largest / HIGHEST_CODE);
  const width = signatureBytes(wordDimensions);
  const count = words.length / wordDimensions;
  const signatures = new Uint8Array(count * width);
  for (let word = 0; word < count; word++)
    writeSignature(signatures, word * width, words, word * wordDimensions, wordDimensions);
  const codes = Int8Array.from(vector, (component) => Math.round(component / scale));
  return { scale, codes, words: signatures, wordDimensions };
}

/** As the database keeps them: the head, the codes, the words; little-endian. */
export function vectorBytes({ scale, codes, words, wordDimensions }: ContentVectors): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + codes.length + words.length);
  new Float32Array(bytes.buffer, 0, 1).set([scale]);
  new Uint16Array(bytes.buffer, 4, 2).set([codes.length, wordDimensions]);
  bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.length), HEAD_BYTES);
  bytes.set(words, HEAD_BYTES + codes.length);
  return bytes;
}

/** What `vectorBytes` was given. */
export function vectorsOf(bytes: Uint8Array): ContentVectors {
  // A copy begins at an aligned address.
  const { buffer } = new Uint8Array(bytes);
  const [scale = 0] = new Float32Array(buffer, 0, 1);
  const [dimensions = 0, wordDimensions = 0] = new Uint16Array(buffer, 4, 2);
  return {
    scale,
    codes: new Int8Array(buffer, HEAD_BYTES, dimensions),
    words: new Uint8Array(buffer, HEAD_BYTES + dimensions),
    wordDimensions,
  };
}
