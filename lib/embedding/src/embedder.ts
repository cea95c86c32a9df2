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

/** What a model makes of a text, and of its words where they stand. */
export interface TextReading {
  /** Of length 1. */
  readonly vector: Float32Array<ArrayBuffer>;
  /** The words in their order: lower case, each with a letter or a digit. */
  readonly words: readonly string[];
  /** How rare each word is in its language, 0.1 to 2: about 1 is rare, and more is a name or a code. */
  readonly rarities: readonly number[];
  /** A vector of length 1 for each word, one after the other. */
  readonly wordVectors: Float32Array<ArrayBuffer>;
}

/** An embedder that tells of each word, too. */
export interface TextReader extends Embedder {
  /**
   * A reading of each text, in order.
   * @throws as `embed`
   */
  read(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<TextReading[]>;
}
