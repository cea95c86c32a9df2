import type { Durations, DurationsOptions, Metrics } from '@manuel/metrics';
import { codeOf } from '@manuel/service';
import type { Embedder, TextReader, TextReading, Urgency } from './embedder.ts';

/** Who makes vectors: the box, or whoever speaks OpenAI's protocol. */
export type Provider = 'manuel' | 'openai';

type Keys = [model: string, provider: Provider, urgency: Urgency, errorType: string | undefined];

/** As the semantic conventions for generative AI have it, with the bounds that they advise. */
const CALLS: DurationsOptions<Keys> = {
  name: 'gen_ai.client.operation.duration',
  description: 'Duration of calls that turn texts into vectors, with their waits and retries.',
  boundsSeconds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
  attributes: (model, provider, urgency, errorType) => ({
    'gen_ai.operation.name': 'embeddings',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'manuel.embedding.urgency': urgency,
    ...(errorType !== undefined && { 'error.type': errorType }),
  }),
};

/** Codes of failures that have series of their own. */
const KNOWN = new Set(['UNAVAILABLE', 'CLIENT_CLOSED_REQUEST']);

/** An embedder whose calls are measured, and the texts that it has turned into vectors. */
export class MeasuredEmbedder<Measured extends Embedder = Embedder> implements Embedder {
  readonly model: string;
  readonly dimensions: number;
  protected readonly embedder: Measured;
  readonly #provider: Provider;
  readonly #texts: Record<Urgency, number> = { interactive: 0, batch: 0 };
  #durations: Durations<Keys> | undefined;

  constructor(embedder: Measured, provider: Provider) {
    this.model = embedder.model;
    this.dimensions = embedder.dimensions;
    this.embedder = embedder;
    this.#provider = provider;
  }

  /** Measures calls from now on. */
  measure(metrics: Metrics): void {
    this.#durations = metrics.durations(CALLS);
    const options = { description: 'Texts that were turned into vectors.', unit: '{text}' };
    metrics.meter.createObservableCounter('manuel.embedding.texts', options).addCallback((result) => {
      for (const [urgency, texts] of Object.entries(this.#texts))
        result.observe(texts, { 'gen_ai.request.model': this.model, 'manuel.embedding.urgency': urgency });
    });
  }

  async embed(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    return await this.measured(urgency, () => this.embedder.embed(texts, urgency, signal));
  }

  /** Measures a call that gives something for each of some texts. */
  protected async measured<T>(urgency: Urgency, call: () => Promise<T[]>): Promise<T[]> {
    const start = performance.now();
    try {
      const made = await call();
      this.#texts[urgency] += made.length;
      this.#record(start, urgency, undefined);
      return made;
    } catch (error) {
      const code = codeOf(error) ?? '';
      this.#record(start, urgency, KNOWN.has(code) ? code : '_OTHER');
      throw error;
    }
  }

  #record(start: number, urgency: Urgency, errorType: string | undefined): void {
    const seconds = (performance.now() - start) / 1000;
    this.#durations?.record(seconds, this.model, this.#provider, urgency, errorType);
  }
}

/** A reader whose calls are measured. */
export class MeasuredReader extends MeasuredEmbedder<TextReader> implements TextReader {
  async read(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<TextReading[]> {
    return await this.measured(urgency, () => this.embedder.read(texts, urgency, signal));
  }
}
