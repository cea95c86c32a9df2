import { Scrape } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

/** What is scraped after a test has measured. */
async function scraped(measure: (metrics: Metrics) => void): Promise<{ text: string; scrape: Scrape }> {
  const metrics = new Metrics('test');
  try {
    measure(metrics);
    const text = await metrics.scrape();
    return { text, scrape: new Scrape(text) };
  } finally {
    await metrics.stop();
  }
}

test('a counter bears its unit and "total", and says what it counts', async () => {
  const { text, scrape } = await scraped(({ meter }) => {
    const counter = meter.createCounter('a.b', { unit: 'By', description: 'Some bytes.' });
    counter.add(2, { 'c.d': 'x' });
    counter.add(3, { 'c.d': 'x' });
  });
  expect(text).toContain('# HELP a_b_bytes_total Some bytes.\n# TYPE a_b_bytes_total counter\n');
  expect(scrape.value('a_b_bytes_total', { c_d: 'x' })).toBe(5);
});

test('a unit in braces stands in no name', async () => {
  const { scrape } = await scraped(({ meter }) => {
    meter.createUpDownCounter('queue', { unit: '{item}', description: 'Items.' }).add(4);
  });
  expect(scrape.types.get('queue')).toBe('gauge');
  expect(scrape.value('queue')).toBe(4);
});

test('quotes, backslashes and new lines stay inside of their label', async () => {
  const { text } = await scraped(({ meter }) => {
    meter.createCounter('odd', { description: 'Two\nlines.' }).add(1, { sign: 'a"b\\c\nd' });
  });
  expect(text).toContain('# HELP odd_total Two\\nlines.\n');
  expect(text).toContain('odd_total{sign="a\\"b\\\\c\\nd"} 1\n');
});

test('the process is named', async () => {
  const { scrape } = await scraped(() => undefined);
  expect(scrape.value('target_info', { service_name: 'test' })).toBe(1);
});
