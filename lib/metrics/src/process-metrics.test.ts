import { eventually, Scrape } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

test('a process tells of its processor, memory, event loop and garbage', async () => {
  const metrics = new Metrics('test');
  try {
    let kept: unknown[] = [];
    await eventually(async () => {
      kept = Array.from({ length: 200_000 }, (_, index) => ({ index, kept }));
      const scrape = new Scrape(await metrics.scrape());
      expect(scrape.samples('v8js_gc_duration_seconds_count', { v8js_gc_type: 'minor' })).toHaveLength(1);
    });
    const scrape = new Scrape(await metrics.scrape());
    expect(scrape.value('process_cpu_time_seconds_total', { cpu_mode: 'user' })).toBeGreaterThan(0);
    expect(scrape.value('process_memory_usage_bytes')).toBeGreaterThan(1024 * 1024);
    expect(scrape.value('process_uptime_seconds')).toBeGreaterThan(0);
    const heap = { v8js_heap_space_name: 'old_space' };
    const used = scrape.value('v8js_memory_heap_used_bytes', heap);
    expect(used).toBeGreaterThan(0);
    expect(scrape.value('v8js_memory_heap_limit_bytes', heap)).toBeGreaterThanOrEqual(used);
    expect(
      scrape.value('nodejs_eventloop_time_seconds_total', { nodejs_eventloop_state: 'active' }),
    ).toBeGreaterThan(0);
    for (const name of ['p50', 'p99', 'max'])
      expect(scrape.samples(`nodejs_eventloop_delay_${name}_seconds`)).toHaveLength(1);
  } finally {
    await metrics.stop();
  }
});
