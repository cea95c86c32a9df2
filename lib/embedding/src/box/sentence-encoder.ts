import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { unit } from '../unit.ts';
import type { ModelFiles } from './model-files.ts';

export const DIMENSIONS = 384;

/** Tokens of a text that are read, its two ends included. The model was trained with this many; the rest is cut off. */
export const TOKENS_READ = 256;

/** No more of a text is cut into tokens, as what they can hold is over long before. */
const CHARACTERS_READ = 16_384;

/**
 * A transformer whose token vectors are averaged into one vector of length 1 for a text, as all-MiniLM-L6-v2 is meant
 * to be used (mean pooling; sentence-transformers).
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

  /** The vector of a text, of length 1. Blocks the thread for some milliseconds. */
  async encode(text: string): Promise<Float32Array<ArrayBuffer>> {
    const tokens = this.#tokensOf(text);
    const shape = [1, tokens.length];
    const outputs = await this.#session.run({
      input_ids: new Tensor('int64', tokens, shape),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(tokens.length), shape),
    });
    // The model's only output: one vector of floats a token.
    const states = outputs.last_hidden_state?.data as Float32Array;
    return unit(sum(states));
  }

  #tokensOf(text: string): BigInt64Array {
    const { ids } = this.#tokenizer.encode(text.slice(0, CHARACTERS_READ));
    // A text that is cut still ends with the token that ends every text.
    const read = ids.length > TOKENS_READ ? [...ids.slice(0, TOKENS_READ - 1), ...ids.slice(-1)] : ids;
    return BigInt64Array.from(read, BigInt);
  }
}

function parsed(json: Buffer): object {
  // Its SHA-256 says that it is an object.
  return JSON.parse(json.toString()) as object;
}

/** The sum of the tokens' vectors; of length 1, it is the same as their mean. */
function sum(states: Float32Array): Float32Array<ArrayBuffer> {
  const total = new Float32Array(DIMENSIONS);
  for (let start = 0; start < states.length; start += DIMENSIONS) {
    for (let index = 0; index < DIMENSIONS; index += 1) {
      total[index] = (total[index] ?? 0) + (states[start + index] ?? 0);
    }
  }
  return total;
}
