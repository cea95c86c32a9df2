import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RecordingLog, testCaller, testKeys } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { remoteSubgraph } from '../src/remote-subgraphs.ts';
import { GatewayTester } from './gateway-tester.ts';

const QUERY = '{ manual(id: "m1") { title } }';
const MUTATION = 'mutation { removeManual(id: "m1") { __typename } }';
const TWO_MUTATIONS =
  'mutation { first: removeManual(id: "m1") { __typename } then: removeManual(id: "m2") { __typename } }';

/** Calls that the subgraph manuals has been sent and has not answered. */
const calls: { request: IncomingMessage; response: ServerResponse }[] = [];
const subgraph = createServer((request, response) => {
  request.resume();
  calls.push({ request, response });
  subgraph.emit('called');
});
const log = new RecordingLog();
let gateway: GatewayTester;
beforeAll(async () => {
  await once(subgraph.listen(0, '127.0.0.1'), 'listening');
  // It listens on a TCP port.
  const { port } = subgraph.address() as AddressInfo;
  gateway = await GatewayTester.start({
    log: log.log,
    subgraphs: { manuals: remoteSubgraph('manuals', `http://127.0.0.1:${port}/graphql`, testKeys) },
  });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  subgraph.closeAllConnections();
  subgraph.close();
});
afterEach(() => {
  for (const { response } of calls.splice(0)) response.end('{"data":{}}');
});

async function ask(query: string, signal: AbortSignal, id: string): Promise<Response> {
  return fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'x-request-id': id },
      authorization: `Bearer ${await gateway.token(testCaller({ roles: ['author'] }))}`,
    },
    body: JSON.stringify({ query }),
    signal,
  });
}

/** Asks, and waits until the subgraph has been asked. */
async function asking(query: string, id: string) {
  const client = new AbortController();
  const called = once(subgraph, 'called');
  const answer = ask(query, client.signal, id);
  await called;
  const call = calls.at(-1) ?? expect.fail('The subgraph has not been asked.');
  return { client, answer, call };
}

test.each([
  ['query', QUERY],
  ['mutation of one field, whose subgraph knows how far it is,', MUTATION],
])('a client that leaves takes the call of its %s with it', async (_what, operation) => {
  log.lines.length = 0;
  const { client, answer, call } = await asking(operation, 'leaves');
  const closed = once(call.response, 'close');
  client.abort();
  await expect(answer).rejects.toThrow();
  await closed;
  expect(call.response.writableFinished).toBe(false);
  await expect.poll(() => log.lines.find((line) => line.requestId === 'leaves')?.status).toBe(499);
  expect(log.atLeast(40)).toEqual([]);
  // Nothing is sent a second time.
  expect(calls).toHaveLength(1);
});

test('a mutation of several fields is carried through when its client leaves', async () => {
  const { client, answer, call } = await asking(TWO_MUTATIONS, 'leaves-two-mutations');
  client.abort();
  await expect(answer).rejects.toThrow();
  // Whatever the client's leaving does has been done when a later request has been answered.
  await fetch(`${gateway.address}/health/live`);
  expect(call.response.destroyed).toBe(false);
  const finished = once(call.response, 'finish');
  call.response.end(
    '{"data":{"first":{"__typename":"ManualRemoved"},"then":{"__typename":"ManualRemoved"}}}',
  );
  await finished;
});
