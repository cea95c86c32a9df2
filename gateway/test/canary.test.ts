import { once } from 'node:events';
import { createServer } from 'node:http';
import { RecordingLog, testCaller } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { proxyFiles } from '../src/remote-subgraphs.ts';
import { GatewayTester } from './gateway-tester.ts';
import { type RawAnswer, type RawRequest, send } from './raw-http.ts';

/** Planted wherever a secret may stand; long enough to be one. */
const CANARY = 'canary-Tr0ub4dor-3xQ9vLm2Wz7Kp5Nd';
const json = { 'content-type': 'application/json' };

const log = new RecordingLog();
const upstream = createServer((_request, response) => {
  response.writeHead(403, { 'content-type': 'application/json' }).end('{"code":"FORBIDDEN"}');
});
let gateway: GatewayTester;
let token: string;
beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = upstream.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  gateway = await GatewayTester.start({
    log: log.log,
    addRoutes: (server) => proxyFiles(server, `http://127.0.0.1:${port}/graphql`),
  });
  token = await gateway.token(testCaller({ roles: ['admin'] }), 600);
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
  // What the gateway said while it stopped counts, and what the last test waited for is here.
  expectNoCanary();
});
afterEach(() => {
  expectNoCanary();
});

/** Nothing of it is in the log or in an audit entry, in whatever way it was written there. */
function expectNoCanary(): void {
  for (const line of log.lines) expectClean(JSON.stringify(line));
  for (const entry of gateway.entries()) expectClean(JSON.stringify(entry));
}

function expectClean(text: string): void {
  for (const secret of [CANARY, token, token.split('.')[2] ?? token]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  }
}

/** Sends what bears the canary, and expects an answer without it. */
async function plant(path: string, asked: RawRequest): Promise<RawAnswer> {
  const answer = await send(gateway.address + path, asked);
  expectClean(answer.body);
  expectClean(JSON.stringify(answer.headers));
  expect(answer.headers['x-request-id']).toMatch(/./);
  return answer;
}

function ask(body: object | string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return plant('/graphql', {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const ME = { query: '{ me { id } }' };

test.each<[string, Record<string, string>]>([
  ['a bearer token', { authorization: `Bearer ${CANARY}` }],
  ['a password', { authorization: `Basic ${Buffer.from(`ada:${CANARY}`).toString('base64')}` }],
  ['an unknown scheme', { authorization: `${CANARY} ${CANARY}` }],
  ['a forged token', { authorization: `Bearer eyJhbGciOiJub25lIn0.${CANARY}.${CANARY}` }],
  ['an API key', { 'x-api-key': CANARY }],
  ['a cookie', { cookie: `session=${CANARY}` }],
  ['a signature', { signature: `sig1=:${CANARY}:`, 'signature-input': `sig1=("@method");keyid="${CANARY}"` }],
  ['a signed origin', { 'manuel-origin': CANARY }],
  ['an id of a request that is none', { 'x-request-id': `${CANARY} `.repeat(8) }],
  ['an origin', { origin: `https://${CANARY.toLowerCase()}.example` }],
])('in a header: %s', async (_what, headers) => {
  await ask(ME, headers);
  await plant('/metrics', { headers });
  await plant(`/nothing`, { headers });
});

test.each<[string, string, Record<string, string>]>([
  ['malformed JSON', `{"password":"${CANARY}"`, {}],
  ['JSON that is no object', `"${CANARY}"`, {}],
  ['a form', `password=${CANARY}`, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['plain text', CANARY, { 'content-type': 'text/plain' }],
  [
    'fields that nobody knows',
    JSON.stringify({ ...ME, password: CANARY, extensions: { secret: CANARY } }),
    {},
  ],
  ['variables that are no object', JSON.stringify({ ...ME, variables: CANARY }), {}],
])('in a body: %s', async (_what, body, headers) => {
  await ask(body, headers);
});

test.each<[string, string, object]>([
  ['of the right type', 'query ($id: ID!) { manual(id: $id) { id } }', { id: CANARY }],
  [
    'of the wrong type',
    'query ($first: Int!) { manuals(first: $first) { pageInfo { endCursor } } }',
    { first: CANARY },
  ],
  [
    'inside of an object',
    'query ($f: AuditFilter) { auditEntries(filter: $f) { pageInfo { endCursor } } }',
    { f: { outcome: CANARY } },
  ],
  [
    'instead of an object',
    'query ($f: AuditFilter) { auditEntries(filter: $f) { pageInfo { endCursor } } }',
    { f: CANARY },
  ],
  ['that nobody declared', '{ me { id } }', { password: CANARY }],
  ['where one is missing', 'query ($id: ID!) { manual(id: $id) { id } }', { password: CANARY }],
])('in a variable %s', async (_what, query, variables) => {
  await ask({ query, variables });
});

test.each(['manuals', 'usage'] as const)('in the failure of the subgraph %s', async (name) => {
  const subgraph = gateway.played[name];
  const query = name === 'manuals' ? '{ manual(id: "1") { id } }' : '{ me { id } }';
  const connection = new Error(`connect ECONNREFUSED postgresql://manuel:${CANARY}@db:5432/manuel`);
  for (const failure of [connection, Object.assign(new Error('failed'), { password: CANARY })]) {
    subgraph.answers = () => {
      throw failure;
    };
    expect((await ask({ query })).body).toContain('errors');
  }
  subgraph.answers = () => ({ data: {} });
});

test('in a URL', async () => {
  await plant(`/files/u1?expires=1&signature=${CANARY}`, { method: 'PUT', body: 'x' });
  await plant(`/reset/${CANARY}?token=${CANARY}`, {});
  await plant(`/%zz${CANARY}`, {});
  await plant(`/playground/assets/${CANARY}`, {});
  await plant(`/graphql?query=%7Bme%7Bid%7D%7D&token=${CANARY}`, {});
});

test('the log says enough all the same', () => {
  expect(log.lines.filter(({ msg }) => msg === 'answered').length).toBeGreaterThan(20);
  expect(gateway.entries().length).toBeGreaterThan(10);
});
