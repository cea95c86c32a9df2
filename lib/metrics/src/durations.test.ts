import { Scrape } from '@manuel/testkit';
import { expect, test } from 'vitest';
import type { DurationsOptions } from './durations.ts';
import { Metrics } from './metrics.ts';

test('durations with equal keys are one series, and others are another', async () => {
  const metrics = new Metrics('test');
  const waits = metrics.durations({
    ...{ name: 'test.wait', description: 'Waits.', boundsSeconds: [0.1, 1] },
    attributes: (place: string | undefined, status: number) => ({ status, ...(place && { place }) }),
  });
  for (const seconds of [0.1, 0.5, 5]) waits.record(seconds, '/a', 200);
  waits.record(0.25, undefined, 200);
  waits.record(0.25, '/a', 404);
  const scrape = new Scrape(await metrics.scrape());
  const buckets = scrape.samples('test_wait_seconds_bucket', { place: '/a', status: '200' });
  expect(buckets.map(({ labels, value }) => [labels.le, value])).toEqual([
    ['0.1', 1],
    ['1', 2],
    ['+Inf', 3],
  ]);
  expect(scrape.value('test_wait_seconds_sum', { place: '/a', status: '200' })).toBeCloseTo(5.6);
  expect(scrape.value('test_wait_seconds_count', { status: '200' })).toBe(1);
  expect(scrape.value('test_wait_seconds_count', { place: '/a', status: '404' })).toBe(1);
  await metrics.stop();
});

test('whoever asks with the same options adds to the same series', async () => {
  const metrics = new Metrics('test');
  const options: DurationsOptions<[place: string]> = {
    ...{ name: 'test.wait', description: 'Waits.', boundsSeconds: [1] },
    attributes: (place) => ({ place }),
  };
  metrics.durations(options).record(0.5, 'a');
  metrics.durations(options).record(0.5, 'a');
  metrics.durations(options).record(0.5, 'b');
  const scrape = new Scrape(await metrics.scrape());
  expect(scrape.value('test_wait_seconds_count', { place: 'a' })).toBe(2);
  expect(scrape.value('test_wait_seconds_count', { place: 'b' })).toBe(1);
  await metrics.stop();
});
