import type { Durations, DurationsOptions, Metrics } from '@manuel/metrics';
import { codeOf } from '@manuel/service';
import type { Embedder, Urgency } from './embedder.ts';

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
export class MeasuredEmbedder implements Embedder {
  readonly model: string;
  readonly dimensions: number;
  readonly #embedder: Embedder;
  readonly #provider: Provider;
  readonly #durations: Durations<Keys>;
  readonly #texts: { add(count: number, attributes: Record<string, string>): void };

  constructor(embedder: Embedder, provider: Provider, metrics: Metrics) {
    this.model = embedder.model;
    this.dimensions = embedder.dimensions;
    this.#embedder = embedder;
    this.#provider = provider;
    this.#durations = metrics.durations(CALLS);
    this.#texts = metrics.meter.createCounter('manuel.embedding.texts', {
      description: 'Texts that were turned into vectors.',
      unit: '{text}',
    });
  }

  async embed(texts: readonly string[], urgency: Urgency, signal?: AbortSignal): Promise<Float32Array[]> {
    const start = performance.now();
    const record = (errorType?: string) =>
      this.#durations.record(
        (performance.now() - start) / 1000,
        this.model,
        this.#provider,
        urgency,
        errorType,
      );
    try {
      const vectors = await this.#embedder.embed(texts, urgency, signal);
      record();
      this.#texts.add(texts.length, {
        'gen_ai.request.model': this.model,
        'manuel.embedding.urgency': urgency,
      });
      return vectors;
    } catch (error) {
      const code = codeOf(error) ?? '';
      record(KNOWN.has(code) ? code : '_OTHER');
      throw error;
    }
  }
}
