import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
} from '@opentelemetry/sdk-metrics';
import { type Keys, Series } from './series.ts';

/** Upper bounds in seconds, as the semantic conventions advise for HTTP requests. */
export const REQUEST_BOUNDS_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

export interface DurationsOptions<K extends Keys> {
  readonly name: string;
  readonly description: string;
  /** Upper bounds of the buckets, ascending. */
  readonly boundsSeconds: readonly number[];
  /** What a duration is told with, from keys that come from bounded sets. */
  readonly attributes: (...keys: K) => Attributes;
}

/**
 * A histogram of durations. The SDK's own looks up each record by a text that it makes of all attributes, which costs
 * more than all else that is measured in a request; here keys lead to their series.
 */
export class Durations<K extends Keys> {
  readonly #options: DurationsOptions<K>;
  readonly #series: Series<K, DurationSeries>;

  constructor(options: DurationsOptions<K>) {
    const { boundsSeconds, attributes } = options;
    this.#options = options;
    this.#series = new Series((...keys) => new DurationSeries(boundsSeconds, attributes(...keys)));
  }

  record(seconds: number, ...keys: K): void {
    this.#series.of(...keys).record(seconds);
  }

  /** Everything recorded since `start`, as the SDK has it. */
  collect(start: HrTime, now: HrTime): HistogramMetricData {
    const { name, description } = this.#options;
    return {
      descriptor: { name, description, unit: 's', valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: this.#series.all.map(({ attributes, value }) => ({
        ...{ attributes, value, startTime: start, endTime: now },
      })),
    };
  }
}

class DurationSeries {
  readonly attributes: Attributes;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[], attributes: Attributes) {
    this.attributes = attributes;
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  record(seconds: number): void {
    let bucket = 0;
    while (seconds > (this.#bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  get value(): Histogram {
    const counts = [...this.#counts];
    const count = counts.reduce((sum, one) => sum + one, 0);
    return { buckets: { boundaries: [...this.#bounds], counts }, sum: this.#sum, count };
  }
}
