import { Unavailable } from '@manuel/service';
import type { Embedder, Urgency } from './embedder.ts';

/** Vectors, and the model that made them, without which they mean nothing. */
export interface ModelVectors {
  readonly model: string;
  /** One for each text, in order. */
  readonly vectors: Float32Array[];
}

/**
 * The embedders of a process: the preferred one, and the one in the box, which is there when the other is away.
 *
 * Vectors of two models must never be compared, so none leaves here without its model. Who keeps vectors keeps the
 * model with them (`embedToKeep`); who searches asks for the text's vector by each model that what is searched has
 * (`embedToCompare`), and compares only those of one model. What was made by the box while the preferred embedder was
 * away can be found all along, and is to be made anew by the preferred one later: its model is not `preferred.model`.
 */
export class Embeddings {
  readonly preferred: Embedder;
  readonly #box: Embedder;

  constructor(box: Embedder, preferred: Embedder = box) {
    this.#box = box;
    this.preferred = preferred;
  }

  /**
   * Vectors to keep, all of one model: of the preferred one, or of the box while that one gives none.
   * @throws Unavailable when the box gives none either; the signal's reason
   */
  async embedToKeep(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<ModelVectors> {
    try {
      return await vectorsOf(this.preferred, texts, urgency, signal);
    } catch (error) {
      if (!(error instanceof Unavailable) || this.preferred === this.#box) throw error;
      return vectorsOf(this.#box, texts, urgency, signal);
    }
  }

  /**
   * A text's vectors by model, for comparison with kept ones; somebody waits for them. A model is left out while its
   * embedder gives no vector, and when there is no such embedder any more: what only has vectors of that model is then
   * to be found by its words alone.
   * @param models those that the kept vectors are of
   * @throws the signal's reason
   */
  async embedToCompare(
    text: string,
    models: Iterable<string>,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const wanted = new Set(models);
    const embedders = new Set([this.preferred, this.#box]);
    const found = new Map<string, Float32Array>();
    const asked = [...embedders].filter(({ model }) => wanted.has(model));
    await Promise.all(
      asked.map(async (embedder) => {
        const vector = await vectorOrNone(embedder, text, signal);
        if (vector !== undefined) found.set(embedder.model, vector);
      }),
    );
    return found;
  }
}

async function vectorsOf(
  embedder: Embedder,
  texts: readonly string[],
  urgency: Urgency,
  signal: AbortSignal | undefined,
): Promise<ModelVectors> {
  return { model: embedder.model, vectors: await embedder.embed(texts, urgency, signal) };
}

async function vectorOrNone(
  embedder: Embedder,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  try {
    const [vector] = await embedder.embed([text], 'interactive', signal);
    return vector;
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}
