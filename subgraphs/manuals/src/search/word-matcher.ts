import { signatureBytes } from './signature.ts';

/** Bits of a signature that are looked up at once. */
const BYTE = 8;
/** Lookups of which none waits for another's sum. */
const ABREAST = 4;
const BYTE_VALUES = 256;
/**
 * The cosine of a vector with the signs of another one is lower than with that one itself, by the square root of 2/π
 * where components are normally distributed.
 */
const SIGN_LOSS = Math.sqrt(2 / Math.PI);

/**
 * Says how much a passage speaks of each word of a question: the highest cosine of the question's word with any word of
 * the passage, in their contexts. This is the late interaction of Khattab and Zaharia, "ColBERT" (2020), section 3.3,
 * with a bit for each component of the passage's words, and all of it for the question's.
 */
export class WordMatcher {
  /** How many words the question has. */
  readonly size: number;
  /** A table for each word: what each value of each byte of a signature adds to the cosine. */
  readonly #tables: Float32Array;
  /** Of a signature. */
  readonly #bytes: number;

  /** @param vectors the question's words, one vector of length 1 after the other, whose dimensions are a multiple of 8 */
  constructor(vectors: Float32Array, dimensions: number) {
    this.size = vectors.length / dimensions;
    // Bytes that hold no components add nothing.
    this.#bytes = signatureBytes(dimensions);
    this.#tables = new Float32Array(this.size * this.#bytes * BYTE_VALUES);
    const weight = 1 / (Math.sqrt(dimensions) * SIGN_LOSS);
    for (let word = 0; word < this.size; word++)
      for (let at = 0; at < dimensions; at += BYTE) {
        const components = vectors.subarray(word * dimensions + at, word * dimensions + at + BYTE);
        fill(this.#tables, (word * this.#bytes + at / BYTE) * BYTE_VALUES, components, weight);
      }
  }

  /**
   * For each word of the question how near the nearest word of a passage is, from 0 to about 1.
   * @param signatures the words of all passages, one signature after the other
   * @param start the place of the passage's first word
   * @param end the place after its last word
   */
  match(signatures: Uint8Array, start: number, end: number): Float32Array {
    const best = new Float32Array(this.size);
    const tableSize = this.#bytes * BYTE_VALUES;
    for (let word = 0; word < this.size; word++) {
      let most = 0;
      for (let other = start; other < end; other++) {
        const cosine = this.#cosine(word * tableSize, signatures, other * this.#bytes);
        if (cosine > most) most = cosine;
      }
      best[word] = most;
    }
    return best;
  }

  #cosine(table: number, signatures: Uint8Array, at: number): number {
    const tables = this.#tables;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let byte = 0; byte < this.#bytes; byte += ABREAST) {
      const place = table + byte * BYTE_VALUES;
      a += tables[place + (signatures[at + byte] ?? 0)] ?? 0;
      b += tables[place + BYTE_VALUES + (signatures[at + byte + 1] ?? 0)] ?? 0;
      c += tables[place + 2 * BYTE_VALUES + (signatures[at + byte + 2] ?? 0)] ?? 0;
      d += tables[place + 3 * BYTE_VALUES + (signatures[at + byte + 3] ?? 0)] ?? 0;
    }
    return a + b + c + d;
  }
}

/** What the 256 values of a byte add up to: a component where its bit is set, its opposite where it is not. */
function fill(tables: Float32Array, at: number, components: Float32Array, weight: number): void {
  tables[at] = -weight * components.reduce((sum, component) => sum + component, 0);
  for (let value = 1; value < BYTE_VALUES; value++) {
    const highest = 31 - Math.clz32(value);
    const without = value ^ (1 << highest);
    tables[at + value] = (tables[at + without] ?? 0) + 2 * weight * (components[highest] ?? 0);
  }
}
