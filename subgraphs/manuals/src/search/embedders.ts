import type { Embedder } from '@manuel/embedding';
import { type Logger, messageOf, Unavailable } from '@manuel/service';
import type { Encoding } from './segment-arrays.ts';
import { WINDOWS } from './windows.ts';

/** Embedders in the order of preference: the configured one, then what stands in for it when it is away. */
export class Embedders {
  readonly #all: readonly Embedder[];
  readonly #log: Logger;

  /** @param all of different models; none when nothing is found by meaning */
  constructor(all: readonly Embedder[], log: Logger) {
    this.#all = all;
    this.#log = log;
  }

  /** How contents ought to be embedded; null when they are not. */
  get preferred(): Encoding | null {
    const [first] = this.#all;
    return first ? encodingOf(first) : null;
  }

  /** The preferred one alone. */
  get withoutStandIns(): Embedders {
    return new Embedders(this.#all.slice(0, 1), this.#log);
  }

  /**
   * Runs `work` with the first embedder that is not away.
   * @returns null when there is none
   * @throws what the last one threw
   */
  async withFirst<T>(work: (embedder: Embedder, encoding: Encoding) => Promise<T>): Promise<T | null> {
    for (const [index, embedder] of this.#all.entries()) {
      try {
        return await work(embedder, encodingOf(embedder));
      } catch (error) {
        if (!(error instanceof Unavailable) || index === this.#all.length - 1) throw error;
        this.#log.warn({ model: embedder.model, error: messageOf(error) }, 'another model embeds instead');
      }
    }
    return null;
  }

  /**
   * The vector of a query by each of these models; one that no embedder has, or that is away, is left out.
   * @throws the signal's reason
   */
  async query(
    text: string,
    models: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<Map<string, Float32Array>> {
    const asked = this.#all.filter(({ model }) => models.has(model));
    const answers = await Promise.all(asked.map((embedder) => this.#queryOf(embedder, text, signal)));
    signal?.throwIfAborted();
    return new Map(answers.flat());
  }

  async #queryOf(
    embedder: Embedder,
    text: string,
    signal: AbortSignal | undefined,
  ): Promise<[string, Float32Array][]> {
    try {
      const [vector] = await embedder.embed([text], 'interactive', signal);
      return vector ? [[embedder.model, vector]] : [];
    } catch (error) {
      this.#log.warn({ model: embedder.model, error: messageOf(error) }, 'a search goes without vectors');
      return [];
    }
  }
}

function encodingOf({ model, dimensions }: Embedder): Encoding {
  return { model, windows: WINDOWS, dimensions };
}
