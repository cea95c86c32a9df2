import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { TextReading } from '../embedder.ts';
import { unit } from '../unit.ts';
import type { ModelFiles } from './model-files.ts';
import { rangesOf, rarityOf, wordsOf } from './word-pieces.ts';

export const DIMENSIONS = 384;

/** Tokens that are read at once, the two ends of a text included: the model was trained with so many. */
const TOKENS_AT_ONCE = 256;

/** What comes after so many characters of a text is not read: reading them takes up to a second. */
const CHARACTERS_READ = 16_384;

/**
 * A transformer whose token vectors are averaged into one vector of length 1 for a text, as all-MiniLM-L6-v2 is meant
 * to be used (mean pooling; sentence-transformers). The vector of a word is the mean of those of its tokens.
 *
 * Each text is run alone. The weights are 8-bit integers and the runtime scales what flows between them over all that
 * runs together, so in a batch a text's vector depends on its neighbours; and a batch does not take less time here.
 */
export class SentenceEncoder {
  readonly #tokenizer: Tokenizer;
  readonly #session: InferenceSession;

  private constructor(tokenizer: Tokenizer, session: InferenceSession) {
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  /** Makes an encoder, which takes some tenths of a second and blocks the thread. */
  static async load({ weights, tokenizer, tokenizerConfig }: ModelFiles): Promise<SentenceEncoder> {
    const session = await InferenceSession.create(weights, {
      // A second thread halves no time for texts as short as these, and spins while it waits.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // Patterns are kept for each length of a text and never given back.
      enableMemPattern: false,
    });
    return new SentenceEncoder(new Tokenizer(parsed(tokenizer), parsed(tokenizerConfig)), session);
  }

  /** What the model makes of a text. Blocks the thread for some milliseconds, of a long text for more. */
  async read(text: string): Promise<TextReading> {
    const { ids, tokens } = this.#tokenizer.encode(text.slice(0, CHARACTERS_READ));
    const vector = new Float32Array(DIMENSIONS);
    const words: string[] = [];
    const rarities: number[] = [];
    const wordVectors: Float32Array[] = [];
    for (const range of rangesOf(tokens, TOKENS_AT_ONCE - 2)) {
      const states = await this.#run([
        ...ids.slice(0, 1),
        ...ids.slice(range.start, range.end),
        ...ids.slice(-1),
      ]);
      addStates(vector, states, 0, states.length / DIMENSIONS);
      for (const word of wordsOf(tokens, range)) {
        words.push(word.text);
        rarities.push(rarityOf(ids.slice(word.start, word.end)));
        // The token that marks the beginning stands before the range.
        const first = word.start - range.start + 1;
        const sum = addStates(new Float32Array(DIMENSIONS), states, first, first + word.end - word.start);
        wordVectors.push(unit(sum));
      }
    }
    // The sum of the tokens' vectors, when it is made of length 1, is the same as their mean.
    return { vector: unit(vector), words, rarities, wordVectors: joined(wordVectors) };
  }

  /** One vector a token, one after the other. */
  async #run(ids: readonly number[]): Promise<Float32Array> {
    const tokens = BigInt64Array.from(ids, BigInt);
    const shape = [1, tokens.length];
    const outputs = await this.#session.run({
      input_ids: new Tensor('int64', tokens, shape),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(tokens.length), shape),
    });
    // The model's only output.
    return outputs.last_hidden_state?.data as Float32Array;
  }
}

function parsed(json: Buffer): object {
  // Its SHA-256 says that it is an object.
  return JSON.parse(json.toString()) as object;
}

/** Adds the vectors of some tokens to a sum. @returns the sum */
function addStates(
  sum: Float32Array<ArrayBuffer>,
  states: Float32Array,
  start: number,
  end: number,
): Float32Array<ArrayBuffer> {
  for (let at = start * DIMENSIONS; at < end * DIMENSIONS; at += DIMENSIONS) {
    for (let index = 0; index < DIMENSIONS; index += 1)
      sum[index] = (sum[index] ?? 0) + (states[at + index] ?? 0);
  }
  return sum;
}

function joined(vectors: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(vectors.length * DIMENSIONS);
  for (const [index, vector] of vectors.entries()) all.set(vector, index * DIMENSIONS);
  return all;
}
