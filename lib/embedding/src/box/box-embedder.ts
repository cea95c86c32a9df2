import type { Embedder, Urgency } from '../embedder.ts';
import { EncodingThread } from './encoding-thread.ts';
import { DIMENSIONS } from './sentence-encoder.ts';

/**
 * The embedder that comes with the packages: all-MiniLM-L6-v2 with 8-bit weights, in a thread of this process. It asks
 * nobody on the network. A process has one.
 *
 * A text's vector does not depend on what else is embedded. It may differ in the last digits from one kind of
 * processor to another.
 */
export class BoxEmbedder implements Embedder {
  readonly model = 'all-minilm-l6-v2-q8';
  readonly dimensions = DIMENSIONS;
  readonly #thread = new EncodingThread(new URL('./encoding-worker.ts', import.meta.url));

  /** Texts that were asked for and have no vector yet. */
  get waiting(): number {
    return this.#thread.waiting;
  }

  /**
   * Loads the model, which the first text otherwise waits for.
   * @throws StartFailure when a file of it is missing or is not the one that is meant
   */
  async start(): Promise<void> {
    await this.#thread.start();
  }

  async embed(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#thread.encode(texts, urgency, signal);
  }

  /** Ends the thread; whoever still waits gets `Unavailable`. */
  async close(): Promise<void> {
    await this.#thread.close();
  }
}
