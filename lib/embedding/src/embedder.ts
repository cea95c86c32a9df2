/** Somebody waits for what is `interactive`: it goes before every `batch`. */
export type Urgency = 'interactive' | 'batch';

/** Turns texts into vectors whose inner product says how near their meanings are. */
export interface Embedder {
  /** Names model and encoding, such as `all-minilm-l6-v2-q8`: vectors of different models cannot be compared. */
  readonly model: string;
  readonly dimensions: number;
  /**
   * One vector of length 1 for each text, in order. Of a text that is longer than the model reads, the end is left out.
   * @throws Unavailable when no vectors can be had in time; the signal's reason
   */
  embed(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]>;
}
