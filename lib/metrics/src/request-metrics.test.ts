import { NotAllowed } from '@manuel/service';
import { Scrape } from '@manuel/testkit';
import fastify from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Metrics } from './metrics.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { measureRequests } from './request-metrics.ts';

const COUNT = 'http_server_request_duration_seconds_count';

let metrics: Metrics;
let server: ReturnType<typeof fastify>;
beforeEach(() => {
  metrics = new Metrics('test');
  server = fastify();
  measureRequests(server, metrics);
  server.get('/things/:id', async () => 'one');
  server.get('/fails', async () => {
    throw new Error('It fails.');
  });
});
afterEach(async () => {
  await server.close();
  await metrics.stop();
});

const scraped = async () => new Scrape(await metrics.scrape());

test('a request is counted under its route as it was declared', async () => {
  for (const id of ['a', 'b', 'c']) await server.inject(`/things/${id}?secret=${id}`);
  const labels = { http_request_method: 'GET', url_scheme: 'http', http_response_status_code: '200' };
  expect((await scraped()).value(COUNT, { ...labels, http_route: '/things/:id' })).toBe(3);
});

test('a failure of ours has an error type', async () => {
  await server.inject('/fails');
  const [sample] = (await scraped()).samples(COUNT, { http_route: '/fails' });
  expect(sample).toMatchObject({ value: 1, labels: { http_response_status_code: '500', error_type: '500' } });
});

test('what clients make up makes no series', async () => {
  for (let index = 0; index < 50; index += 1) await server.inject(`/nothing/${index}`);
  for (const method of ['PROPFIND', 'MKCOL', 'PURGE']) {
    // Any method that Node reads arrives; the types name only those that routes have.
    await server.inject({ method: method as 'GET', url: '/things/a' });
  }
  const samples = (await scraped()).samples(COUNT, { http_response_status_code: '404' });
  const counted = samples.map(({ labels, value }) => [labels.http_request_method, labels.http_route, value]);
  expect(counted).toEqual([
    ['GET', undefined, 50],
    ['_OTHER', undefined, 3],
  ]);
});

test('who may not read the metrics gets what the door says', async () => {
  addMetricsRoute(server, metrics, async ({ headers }) => {
    if (headers.authorization === undefined) throw new NotAllowed('No.');
  });
  const refused = await server.inject('/metrics');
  expect(refused.payload).not.toContain('target_info');
  const read = await server.inject({ url: '/metrics', headers: { authorization: 'yes' } });
  expect(read.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(new Scrape(read.payload).value('target_info', { service_name: 'test' })).toBe(1);
});
