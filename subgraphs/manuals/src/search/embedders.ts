import type { Embedder, TextReader } from '@manuel/embedding';
import { type Logger, messageOf, Unavailable } from '@manuel/service';
import type { Encoders } from './embed-contents.ts';
import type { QuestionWords, SearchQuestion } from './rank-passages.ts';
import type { Encoding } from './segment-arrays.ts';

/** Who embeds, and who reads words; as `openEmbedders` of @manuel/embedding gives them. */
export interface EmbeddingParts {
  /** Of different models, in the order of preference: the configured one, then what stands in for it. At least one. */
  readonly embedders: readonly Embedder[];
  readonly reader: TextReader;
}

/** Grows when what is kept of words changes, such as the stop words that are left out. */
const WORDS_VERSION = 1;

/** Embeds contents and questions. */
export class Embedders {
  readonly #parts: EmbeddingParts | null;
  readonly #log: Logger;

  /** @param parts null when nothing is found by meaning */
  constructor(parts: EmbeddingParts | null, log: Logger) {
    this.#parts = parts;
    this.#log = log;
  }

  /** How contents ought to be embedded; null when they are not. */
  get preferred(): Encoding | null {
    const [first] = this.#parts?.embedders ?? [];
    return first && this.#parts ? encodingOf(first, this.#parts.reader) : null;
  }

  /** The preferred one alone. */
  get withoutStandIns(): Embedders {
    const parts = this.#parts && { ...this.#parts, embedders: this.#parts.embedders.slice(0, 1) };
    return new Embedders(parts, this.#log);
  }

  /**
   * Runs `work` with the first embedder that is not away.
   * @returns null when nothing is embedded
   * @throws what the last one threw
   */
  async withFirst<T>(work: (encoders: Encoders, encoding: Encoding) => Promise<T>): Promise<T | null> {
    if (this.#parts === null) return null;
    const { embedders, reader } = this.#parts;
    for (const [index, embedder] of embedders.entries()) {
      try {
        return await work({ embedder, reader }, encodingOf(embedder, reader));
      } catch (error) {
        if (!(error instanceof Unavailable) || index === embedders.length - 1) throw error;
        this.#log.warn({ model: embedder.model, error: messageOf(error) }, 'another model embeds instead');
      }
    }
    return null;
  }

  /**
   * A question with its vectors by each of these models, and its words. A model that no embedder has, or whose embedder is
   * away, is left out: what has no other vectors is then found by keywords.
   * @throws the signal's reason
   */
  async read(text: string, models: ReadonlySet<string>, signal?: AbortSignal): Promise<SearchQuestion> {
    if (this.#parts === null || models.size === 0) return { text, vectors: new Map(), words: null };
    const { embedders, reader } = this.#parts;
    const asked = embedders.filter(({ model }) => models.has(model));
    const [words, ...vectors] = await Promise.all([
      this.#wordsOf(reader, text, signal),
      ...asked.map((embedder) => this.#vectorOf(embedder, text, signal)),
    ]);
    signal?.throwIfAborted();
    return { text, vectors: new Map(vectors.flat()), words };
  }

  async #wordsOf(reader: TextReader, text: string, signal?: AbortSignal): Promise<QuestionWords | null> {
    try {
      const [reading] = await reader.read([text], 'interactive', signal);
      return reading === undefined
        ? null
        : {
            model: wordModelOf(reader),
            texts: reading.words,
            rarities: reading.rarities,
            vectors: reading.wordVectors,
          };
    } catch (error) {
      this.#log.warn(
        { model: reader.model, error: messageOf(error) },
        'a search goes without words in context',
      );
      return null;
    }
  }

  async #vectorOf(embedder: Embedder, text: string, signal?: AbortSignal): Promise<[string, Float32Array][]> {
    try {
      const [vector] = await embedder.embed([text], 'interactive', signal);
      return vector ? [[embedder.model, vector]] : [];
    } catch (error) {
      this.#log.warn({ model: embedder.model, error: messageOf(error) }, 'a search goes without vectors');
      return [];
    }
  }
}

function encodingOf({ model, dimensions }: Embedder, reader: TextReader): Encoding {
  return { model, dimensions, wordModel: wordModelOf(reader), wordDimensions: reader.dimensions };
}

function wordModelOf({ model }: TextReader): string {
  return `${model}/${WORDS_VERSION}`;
}
