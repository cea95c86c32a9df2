import type { Metrics } from '@manuel/metrics';
import type { Logger } from '@manuel/service';
import { BoxEmbedder } from './box/box-embedder.ts';
import { Embeddings } from './embeddings.ts';
import type { Endpoint } from './endpoint/endpoint-call.ts';
import { EndpointEmbedder } from './endpoint/endpoint-embedder.ts';
import { MeasuredEmbedder } from './measured-embedder.ts';

/** The embedders of a process, until it stops. */
export interface OpenEmbeddings {
  readonly embeddings: Embeddings;
  /**
   * Loads the box, which the first text otherwise waits for.
   * @throws StartFailure when a file of its model is missing or is not the one that is meant
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** @param options `endpoint` is preferred to the box; without it, the box is all there is */
export function openEmbeddings(options: {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly endpoint?: Endpoint | undefined;
}): OpenEmbeddings {
  const { metrics, log, endpoint } = options;
  const box = new BoxEmbedder();
  measureWaiting(box, metrics);
  const measuredBox = new MeasuredEmbedder(box, 'manuel', metrics);
  const embeddings = new Embeddings(measuredBox, endpoint && preferred(endpoint, metrics, log));
  return { embeddings, start: () => box.start(), close: () => box.close() };
}

function preferred(endpoint: Endpoint, metrics: Metrics, log: Logger): MeasuredEmbedder {
  const embedder = new EndpointEmbedder(endpoint, log);
  const description = 'Whether the embeddings endpoint is left alone after failures: 1, else 0.';
  metrics.meter
    .createObservableGauge('manuel.embedding.endpoint.left_alone', { description })
    .addCallback((result) => result.observe(embedder.isLeftAlone ? 1 : 0));
  return new MeasuredEmbedder(embedder, 'openai', metrics);
}

function measureWaiting(box: BoxEmbedder, metrics: Metrics): void {
  const description = 'Texts that wait for the embedder of this process.';
  metrics.meter
    .createObservableUpDownCounter('manuel.embedding.waiting', { description, unit: '{text}' })
    .addCallback((result) => result.observe(box.waiting));
}
