import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { RecordingLog } from '@manuel/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_EDGE } from '../src/edge/edge.ts';
import { Origins } from '../src/edge/origins.ts';
import { proxyFiles } from '../src/remote-subgraphs.ts';
import { GatewayTester, METRICS_TOKEN } from './gateway-tester.ts';
import { exchange, type RawRequest, send } from './raw-http.ts';

const APP = 'https://app.example';
const json = { 'content-type': 'application/json' };
const metrics = { authorization: `Bearer ${METRICS_TOKEN}` };
const assets = join(import.meta.dirname, '../playground/dist/assets');

const log = new RecordingLog();
/** Every route that was added, as `METHOD path`. */
const routes: string[] = [];
/** Where the file proxy leads: a server that says nothing good of itself. */
const upstream = createServer((_request, response) => {
  response.writeHead(204, { 'x-powered-by': 'upstream', server: 'upstream' }).end();
});
let gateway: GatewayTester;

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = upstream.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  gateway = await GatewayTester.start({
    log: log.log,
    edge: { ...PLAIN_EDGE, origins: new Origins([APP]) },
    addRoutes: (server) => {
      proxyFiles(server, `http://127.0.0.1:${port}/graphql`);
      server.get('/fault', async () => {
        throw new Error('a fault');
      });
    },
  });
  for (const line of routesOf(gateway.server.printRoutes({ commonPrefix: false }))) routes.push(line);
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
});

/** Reads the tree that Fastify prints: one line a path, its methods in parentheses. */
function routesOf(tree: string): string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', path = '', methods] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (line === '') return [];
    parents.length = indent.length / 4;
    parents.push(path);
    return methods === undefined ? [] : methods.split(', ').map((method) => `${method} ${parents.join('')}`);
  });
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Expects each of the headers that every answer has, and none that tells what answers. */
function expectSecure(headers: Headers, what: string): void {
  expect(headers, what).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  const policy = String(headers['content-security-policy']);
  for (const part of [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
    expect(policy, what).toContain(part);
  expect(policy, what).not.toMatch(/unsafe-eval|\*|https?:/);
  for (const feature of ['camera', 'geolocation', 'microphone', 'payment', 'usb'])
    expect(headers['permissions-policy'], what).toContain(`${feature}=()`);
  expect(headers, what).not.toHaveProperty('server');
  expect(headers, what).not.toHaveProperty('x-powered-by');
}

async function statusOf(path: string, asked: RawRequest = {}): Promise<number> {
  const { status, headers } = await send(gateway.address + path, asked);
  expectSecure(headers, `${asked.method ?? 'GET'} ${path}: ${status}`);
  expect(headers['x-request-id']).toMatch(/./);
  return status;
}

test('every route answers with every header', async () => {
  expect(routes).toEqual(
    expect.arrayContaining([
      ...[
        'GET /graphql',
        'POST /graphql',
        'GET /metrics',
        'GET /playground',
        'PUT /files/*',
        'GET /health/live',
      ],
      ...['OPTIONS *'],
    ]),
  );
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    await statusOf(path.startsWith('/') ? path.replace('*', 'x') : '/graphql', { method });
    // Signed in, so that what lies behind a refusal answers too.
    if (path === '/metrics') expect(await statusOf(path, { method, headers: metrics })).toBe(200);
  }
});

test.each<[string, number, string, RawRequest]>([
  ['an answer', 200, '/graphql', { method: 'POST', headers: json, body: '{"query":"{ __typename }"}' }],
  ['a redirect', 302, '/', {}],
  ['a page', 200, '/playground', {}],
  ['an asset', 200, `/playground/assets/${readdirSync(assets).find((name) => name.endsWith('.js'))}`, {}],
  ['a missing asset', 404, '/playground/assets/missing.js', {}],
  ['a passed on file', 204, '/files/1', { method: 'PUT', body: 'x' }],
  ['nothing', 404, '/nothing', {}],
  ['no such method', 404, '/graphql', { method: 'DELETE' }],
  ['no such method of HTTP', 404, '/graphql', { method: 'PROPFIND' }],
  ['malformed JSON', 400, '/graphql', { method: 'POST', headers: json, body: '{' }],
  ['a URL that cannot be read', 400, '/%zz', {}],
  ['a forged token', 401, '/graphql', { headers: { authorization: 'Bearer a.b.c' } }],
  ['no token', 401, '/metrics', {}],
  ['a foreign page', 403, '/graphql', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ['a mutation by GET', 405, '/graphql?query=mutation{__typename}', {}],
  ['a long body', 413, '/graphql', { method: 'POST', headers: json, body: 'x'.repeat(1024 * 1024 + 1) }],
  ['another type', 415, '/graphql', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'x' }],
  ['a fault', 500, '/fault', {}],
  [
    'a preflight',
    204,
    '/graphql',
    { method: 'OPTIONS', headers: { origin: APP, 'access-control-request-method': 'POST' } },
  ],
  [
    'a preflight of others',
    404,
    '/graphql',
    { method: 'OPTIONS', headers: { origin: 'https://other.example' } },
  ],
  ['an unknown expectation', 404, '/nothing', { headers: { expect: 'miracles' } }],
])('%s (%i) has every header', async (_what, status, path, asked) => {
  expect(await statusOf(path, asked)).toBe(status);
});

describe('what is no HTTP', () => {
  test.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['long headers', `GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no host', 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
    ],
  ])('is answered with every header too: %s', async (_what, text, status) => {
    const answer = await exchange(gateway.address, text);
    const [statusLine = '', ...lines] = answer.split('\r\n\r\n')[0]?.split('\r\n') ?? [];
    expect(statusLine).toContain(String(status));
    const headers = lines.map((line) => line.split(': ', 2));
    expectSecure(
      Object.fromEntries(headers.map(([name = '', value]) => [name.toLowerCase(), value])),
      answer,
    );
    expect(answer).toMatch(/"code":"(?:BAD_REQUEST|INVALID_INPUT)"/);
  });
});
