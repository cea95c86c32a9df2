/** Turns texts into vectors whose inner product says how near their meanings are. */
export interface Embedder {
  /** Names model and encoding, such as `all-minilm-l6-v2-q8`: vectors of different models cannot be compared. */
  readonly model: string;
  readonly dimensions: number;
  /**
   * One vector of length 1 for each text, in order.
   * @param urgency somebody waits for what is `interactive`: it goes before every `batch`
   * @throws Unavailable when no vectors can be had before the deadline; the signal's reason
   */
  embed(
    texts: readonly string[],
    urgency: 'interactive' | 'batch',
    signal?: AbortSignal,
  ): Promise<Float32Array[]>;
}
