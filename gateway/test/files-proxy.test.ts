import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { freePort, RecordingLog } from '@manuel/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proxyFiles } from '../src/remote-subgraphs.ts';
import { GatewayTester } from './gateway-tester.ts';

const log = new RecordingLog();
let received: { request: IncomingMessage; body: Buffer } | undefined;
const manuals = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  received = { request, body: Buffer.concat(parts) };
  response.statusCode = request.url?.includes('bad') ? 403 : 204;
  response.setHeader('content-type', 'application/problem+json');
  response.end(response.statusCode === 403 ? '{"code":"FORBIDDEN"}' : undefined);
});
let gateway: GatewayTester;
beforeAll(async () => {
  manuals.listen(0, '127.0.0.1');
  await once(manuals, 'listening');
  const address = manuals.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  gateway = await GatewayTester.start({
    log: log.log,
    addRoutes: (server) => proxyFiles(server, `http://127.0.0.1:${port}/graphql`),
  });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  manuals.closeAllConnections();
  manuals.close();
});

test('a file of more than a GraphQL body is passed on as it is, with its ticket', async () => {
  const body = randomBytes(3 * 1024 * 1024);
  const response = await fetch(`${gateway.address}/files/u1?expires=1&signature=a-b_c`, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('x-request-id')).toMatch(/./);
  expect(received?.request.url).toBe('/files/u1?expires=1&signature=a-b_c');
  expect(received?.body.equals(body)).toBe(true);
});

test('a refusal comes back as it was said', async () => {
  const response = await fetch(`${gateway.address}/files/bad`, { method: 'PUT', body: 'x' });
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toMatch(/problem\+json/);
  expect(await response.json()).toEqual({ code: 'FORBIDDEN' });
});

test.each(['GET', 'POST', 'DELETE'])('%s is not passed on', async (method) => {
  received = undefined;
  const response = await fetch(`${gateway.address}/files/u1`, { method });
  expect(response.status).toBe(404);
  expect(received).toBeUndefined();
});

test('while the manuals process is away the answer says so, and not where it was', async () => {
  const port = await freePort();
  const alone = await GatewayTester.start({
    log: log.log,
    addRoutes: (server) => proxyFiles(server, `http://127.0.0.1:${port}/graphql`),
  });
  try {
    const response = await fetch(`${alone.address}/files/u1`, { method: 'PUT', body: 'x' });
    const text = await response.text();
    expect(response.status, text).toBe(503);
    expect(text).toContain('UNAVAILABLE');
    expect(text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
  } finally {
    await alone.stop();
  }
});
