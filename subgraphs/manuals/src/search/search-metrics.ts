import type { Durations, Metrics } from '@manuel/metrics';
import type { Held } from './segment-shelf.ts';

/** Whether a segment was read as it had been saved, or had to be built from passages and vectors. */
export type Origin = 'saved' | 'built';

const LOADS = {
  name: 'manuel.search.load.duration',
  description: 'How long it took until the index of a manual was in memory.',
  boundsSeconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  attributes: (origin: Origin) => ({ 'manuel.search.origin': origin }),
};

/** Tells of the segments in memory and of how they came there. */
export class SearchMetrics {
  #loads: Durations<[Origin]> | undefined;

  /** @param held what is in memory when it is asked */
  measure(metrics: Metrics, held: () => Held): void {
    this.#loads = metrics.durations(LOADS);
    const { meter } = metrics;
    meter
      .createObservableUpDownCounter('manuel.search.passages', {
        unit: '{passage}',
        description: 'Passages that can be searched without loading.',
      })
      .addCallback((result) => result.observe(held().passages));
    meter
      .createObservableUpDownCounter('manuel.search.memory', {
        unit: 'By',
        description: 'Memory of the indexes of manuals.',
      })
      .addCallback((result) => result.observe(held().bytes));
  }

  loaded(origin: Origin, seconds: number): void {
    this.#loads?.record(seconds, origin);
  }
}
