import type { Metrics } from '@manuel/metrics';
import type { Logger } from '@manuel/service';
import { BoxEmbedder } from './box/box-embedder.ts';
import type { Embedder, TextReader } from './embedder.ts';
import type { Endpoint } from './endpoint/endpoint-call.ts';
import { EndpointEmbedder } from './endpoint/endpoint-embedder.ts';
import { MeasuredEmbedder, MeasuredReader } from './measured-embedder.ts';

/** The embedders of a process, until it stops. */
export interface OpenEmbedders {
  /**
   * In the order of preference: the endpoint, if one is set up, and then the box, which stands in for it.
   *
   * Vectors of two models must never be compared, so none of them ever answers for another. Who keeps vectors asks the
   * next one when one throws `Unavailable`, and keeps the model's name with them; what was made by one that stands in is
   * made anew later. Who searches embeds a text by each model that is searched, and compares only vectors of one model;
   * where that model's embedder throws `Unavailable`, what has no other vectors is to be found by its words alone.
   */
  readonly embedders: readonly Embedder[];
  /** The box, which reads words, whoever else embeds texts. */
  readonly reader: TextReader;
  /**
   * Loads the box, which the first text otherwise waits for.
   * @throws StartFailure when a file of its model is missing or is not the one that is meant
   */
  start(): Promise<void>;
  measure(metrics: Metrics): void;
  close(): Promise<void>;
}

/** @param endpoint without one, the box is all there is */
export function openEmbedders(log: Logger, endpoint?: Endpoint): OpenEmbedders {
  const box = new BoxEmbedder();
  const remote = endpoint && new EndpointEmbedder(endpoint, log);
  const reader = new MeasuredReader(box, 'manuel');
  const embedders = [...(remote === undefined ? [] : [new MeasuredEmbedder(remote, 'openai')]), reader];
  return {
    ...{ embedders, reader },
    start: () => box.start(),
    measure(metrics) {
      for (const embedder of embedders) embedder.measure(metrics);
      measureBox(metrics, box);
      if (remote !== undefined) measureEndpoint(metrics, remote);
    },
    close: () => box.close(),
  };
}

function measureBox({ meter }: Metrics, box: BoxEmbedder): void {
  const description = 'Texts that wait for the embedder of this process.';
  meter
    .createObservableUpDownCounter('manuel.embedding.waiting', { description, unit: '{text}' })
    .addCallback((result) => result.observe(box.waiting));
}

function measureEndpoint({ meter }: Metrics, endpoint: EndpointEmbedder): void {
  const description = 'Whether the embeddings endpoint is left alone after failures: 1, else 0.';
  meter
    .createObservableGauge('manuel.embedding.endpoint.left_alone', { description })
    .addCallback((result) => result.observe(endpoint.isLeftAlone ? 1 : 0));
}
