import type { HrTime, Meter } from '@opentelemetry/api';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  type CollectionResult,
  MeterProvider,
  type MetricProducer,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { Durations, type DurationsOptions } from './durations.ts';
import { COLLECTIONS, measureProcess } from './process-metrics.ts';
import { prometheusText } from './prometheus-text.ts';
import type { Keys } from './series.ts';

export type { Meter };

const SCOPE = 'manuel';

/** What one process measures, and `scrape` reads: `durations`, and what is counted elsewhere as instruments of `meter`. */
export class Metrics {
  readonly meter: Meter;
  readonly #durations = new DurationsProducer();
  readonly #reader = new ScrapeReader({ metricProducers: [this.#durations] });
  readonly #provider: MeterProvider;
  readonly #stopMeasuring: () => void;

  /** @param service the process, such as gateway */
  constructor(service: string) {
    const resource = resourceFromAttributes({ 'service.name': service });
    this.#provider = new MeterProvider({ resource, readers: [this.#reader] });
    this.meter = this.#provider.getMeter(SCOPE);
    this.#stopMeasuring = measureProcess(this.meter, this.durations(COLLECTIONS));
  }

  /** Something that takes time, measured from now on; whoever asks with the same options adds to the same series. */
  durations<K extends Keys>(options: DurationsOptions<K>): Durations<K> {
    return this.#durations.of(options);
  }

  /** Everything that has been measured until now, in Prometheus's text format. */
  async scrape(): Promise<string> {
    const { resourceMetrics, errors } = await this.#reader.collect();
    if (errors.length > 0) throw new AggregateError(errors, 'Some metrics cannot be read.');
    return prometheusText(resourceMetrics);
  }

  async stop(): Promise<void> {
    this.#stopMeasuring();
    await this.#provider.shutdown();
  }
}

/** Reads when it is asked, and sends nothing anywhere. */
class ScrapeReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}

  protected async onShutdown(): Promise<void> {}
}

/** Brings the durations to the SDK's reader. */
class DurationsProducer implements MetricProducer {
  readonly #start = now();
  readonly #all = new Map<unknown, Pick<Durations<Keys>, 'collect'>>();

  of<K extends Keys>(options: DurationsOptions<K>): Durations<K> {
    // What is kept under options was made of them.
    const known = this.#all.get(options) as Durations<K> | undefined;
    const durations = known ?? new Durations(options);
    this.#all.set(options, durations);
    return durations;
  }

  async collect(): Promise<CollectionResult> {
    const end = now();
    const metrics = this.#all
      .values()
      .map((one) => one.collect(this.#start, end))
      .toArray();
    // The reader takes the resource from the SDK.
    return {
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: { name: SCOPE }, metrics }] },
      errors: [],
    };
  }
}

function now(): HrTime {
  const milliseconds = Date.now();
  return [Math.trunc(milliseconds / 1000), (milliseconds % 1000) * 1e6];
}
