import type { Meter } from '@manuel/metrics';

/** What a cache has done since it was opened, in values; and how often a writer had to end a generation. */
export class CacheCounts {
  hits = 0;
  misses = 0;
  bypasses = 0;
  fills = 0;
  blocks = 0;
  endedGenerations = 0;

  /** Lets the meter read them whenever somebody scrapes. @param name tells the cache from others */
  measure(meter: Meter, name: string): void {
    const counter = (what: string, unit: string, description: string, count: () => number) =>
      meter.createObservableCounter(`manuel.cache.${what}`, { unit, description }).addCallback((result) => {
        result.observe(count(), { 'manuel.cache.name': name });
      });
    const value = '{value}';
    counter('hits', value, 'Values that were found in the cache.', () => this.hits);
    counter('misses', value, 'Values that had to be loaded.', () => this.misses);
    counter('bypasses', value, 'Missed values that no store could be asked for.', () => this.bypasses);
    counter('fills', value, 'Values that were given to the store.', () => this.fills);
    counter('blocks', value, 'Values that were blocked for a commit.', () => this.blocks);
    const generation = '{generation}';
    counter('generation.ends', generation, 'Generations that writers ended.', () => this.endedGenerations);
  }
}
