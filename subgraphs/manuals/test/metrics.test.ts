import { eventually, type Scrape, testDatabase } from '@manuel/testkit';
import { afterAll, expect, inject, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const one = await ManualsTester.start(await testDatabase('manuals', migrate), {
  redisUrl: inject('redisUrl'),
});
afterAll(() => one.stop());

const MANUAL = 'query ($id: ID!) { manual(id: $id) { title } }';

/** The sum of what a name's series count, whatever their labels. */
const sumOf = (scrape: Scrape, name: string, labels = {}) =>
  scrape.samples(name, labels).reduce((sum, { value }) => sum + value, 0);

test('the metrics tell of requests, statements, sessions, the cache and jobs', async () => {
  const author = newAuthor();
  const id = await one.addReady(author, 'drill.md', newMarkdown(), { title: 'Drill' });
  await eventually(async () => {
    (await one.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
    const scrape = await one.served.scrape();
    expect(sumOf(scrape, 'manuel_cache_hits_total', { manuel_cache_name: 'manuals' })).toBeGreaterThan(0);
    expect(
      sumOf(scrape, 'manuel_job_count', { manuel_job_queue: 'ingest', manuel_job_state: 'waiting' }),
    ).toBe(0);
  });
  const scrape = await one.served.scrape();
  expect(scrape.value('target_info', { service_name: 'manuals' })).toBe(1);
  const routes = scrape
    .samples('http_server_request_duration_seconds_count')
    .map(({ labels }) => labels.http_route);
  expect(new Set(routes)).toEqual(new Set(['/graphql', '/files/:uploadId', '/metrics']));
  const statements = 'db_client_operation_duration_seconds_count';
  expect(sumOf(scrape, statements, { db_operation_name: 'insert' })).toBeGreaterThan(0);
  const pools = scrape
    .samples('db_client_connection_max')
    .map(({ labels }) => labels.db_client_connection_pool_name);
  expect(pools.toSorted()).toEqual(['manuals', 'manuals_jobs']);
  const queues = scrape.samples('manuel_job_count').map(({ labels }) => labels.manuel_job_queue);
  expect(new Set(queues)).toContain('audit');
});

test('without the token they are refused, which leaves an audit entry', async () => {
  const refused = await fetch(`${one.served.address}/metrics`);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');
  await eventually(() => {
    const entries = one.entries('').filter(({ action }) => action === 'manuals.metrics');
    expect(entries).toMatchObject([{ outcome: 'REFUSED', code: 'UNAUTHENTICATED', actorId: null }]);
  });
});

test('what a client sends makes no series', async () => {
  const author = newAuthor();
  const before = await one.served.scrape();
  for (let index = 0; index < 30; index += 1) {
    await one.served.as(author).send(MANUAL, { id: `0199${index}` });
    await one.served.as(author).send(`query Made${index} { manual(id: "${index}") { title } }`);
    await fetch(`${one.served.address}/made/up/${index}`);
  }
  const after = await one.served.scrape();
  const seriesOf = (scrape: Scrape) =>
    [...scrape.types.keys()]
      .filter((name) => /^(http|db|manuel)_/.test(name))
      .flatMap((name) => [...scrape.samples(name), ...scrape.samples(`${name}_count`)]);
  // At most one for what matches no route.
  expect(seriesOf(after).length - seriesOf(before).length).toBeLessThanOrEqual(1);
});
