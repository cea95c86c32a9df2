import { OriginSigner, OriginVerifier } from '@manuel/identity';
import { Scrape, silentLog, testKeys } from '@manuel/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { serverOf } from './service.ts';
import type { Refusal } from './subgraph.ts';

const TOKEN = 'a-token-of-more-than-thirty-two-bytes';

const refusals: Refusal[] = [];
let cannotKeep = false;
const { server, metrics } = serverOf(
  {
    subgraph: { execute: async () => ({ data: { open: 'open' } }) },
    probes: {},
    routes: (one) => one.put('/files/:id', async () => 'taken'),
    measure: ({ meter }) => meter.createCounter('notes', { description: 'Notes.' }).add(7),
    async onRefused(these) {
      if (cannotKeep) throw new Error('the ledger on db-17 is full');
      refusals.push(...these);
    },
    stop: async () => undefined,
  },
  {
    ...{ name: 'notes', metricsToken: TOKEN, log: silentLog },
    origins: new OriginVerifier(testKeys, 'notes', null),
  },
);
afterAll(async () => {
  await server.close();
  await metrics.stop();
});
beforeEach(() => {
  refusals.length = 0;
  cannotKeep = false;
});

const read = (authorization?: string) =>
  server.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } });

test('who bears the token reads what the subgraph and its server measure', async () => {
  const payload = '{"query":"{ open }"}';
  const origin = { caller: null, service: 'courier', requestId: 'r-1' };
  const headers = new OriginSigner(testKeys, 'notes').prepare({ origin, path: '/graphql', body: payload })();
  await server.inject({ method: 'POST', url: '/graphql', headers, payload });
  await server.inject({ method: 'PUT', url: '/files/12' });
  const page = await read(`Bearer ${TOKEN}`);
  expect(page.headers.connection).toBe('close');
  const scrape = new Scrape(page.payload);
  expect(scrape.value('target_info', { service_name: 'notes' })).toBe(1);
  expect(scrape.value('notes_total')).toBe(7);
  for (const http_route of ['/graphql', '/files/:id'])
    expect(scrape.samples('http_server_request_duration_seconds_count', { http_route })).toMatchObject([
      { value: 1 },
    ]);
  expect(refusals).toEqual([]);
});

test.each([
  ['nobody', undefined],
  ['another token', `Bearer ${TOKEN.toUpperCase()}`],
  ['a part of the token', `Bearer ${TOKEN.slice(0, -1)}`],
  ['no Bearer', TOKEN],
  ['another scheme', `Basic ${TOKEN}`],
])('%s reads nothing, and that is kept', async (_who, authorization) => {
  const refused = await read(authorization);
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['www-authenticate']).toBe('Bearer');
  expect(refused.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(refusals).toEqual([{ origin: null, code: 'UNAUTHENTICATED', field: 'metrics' }]);
});

test('a refusal that cannot be kept is no answer, and tells nothing of the inside', async () => {
  cannotKeep = true;
  const failed = await read();
  expect(failed.statusCode).toBe(503);
  expect(failed.payload).not.toContain('db-17');
});

test.each(['/metrics', '/health/live', '/graphql', '/nothing'])(
  '%s bears what keeps browsers away',
  async (url) => {
    const { headers } = await server.inject({ url });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
  },
);
