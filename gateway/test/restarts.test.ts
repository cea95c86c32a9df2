import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, testCaller, testKeys } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { remoteSubgraph } from '../src/remote-subgraphs.ts';
import { GatewayTester } from './gateway-tester.ts';

const author = testCaller({ roles: ['author'] });

const QUERY = '{ manual(id: "m1") { title } }';
const MUTATION = 'mutation { removeManual(id: "m1") { ... on ManualRemoved { id } } }';
const TITLE = { manual: { title: 'Drill' } };
const REMOVED = { removeManual: { id: 'm1' } };

const port = await freePort();
let subgraph: Server | undefined;
let gateway: GatewayTester;
beforeAll(async () => {
  gateway = await GatewayTester.start({
    subgraphs: { manuals: remoteSubgraph('manuals', `http://127.0.0.1:${port}/graphql`, testKeys) },
  });
}, 120_000);
afterEach(() => stopSubgraph());
afterAll(() => gateway.stop());

async function startSubgraph(listener: RequestListener): Promise<void> {
  subgraph = createServer(listener).listen(port, '127.0.0.1');
  await once(subgraph, 'listening');
}

async function stopSubgraph(): Promise<void> {
  if (subgraph === undefined) return;
  subgraph.closeAllConnections();
  subgraph.close();
  await once(subgraph, 'close');
  subgraph = undefined;
}

const answering: RequestListener = async (request, response) => {
  const isMutation = (await text(request)).includes('mutation');
  const data = isMutation
    ? { removeManual: { __typename: 'ManualRemoved', id: 'm1' } }
    : { manual: { __typename: 'Manual', title: 'Drill' } };
  response.end(JSON.stringify({ data }));
};

test.each([
  [QUERY, TITLE],
  [MUTATION, REMOVED],
])('%s waits for a subgraph that restarts', async (operation, data) => {
  await startSubgraph(answering);
  const user = await gateway.as(author);
  (await user.send(QUERY)).expectData(TITLE);
  await stopSubgraph();
  const answer = user.send(operation);
  // Long enough for the call to be refused at least once.
  await sleep(150);
  await startSubgraph(answering);
  (await answer).expectData(data);
});

test('a query is sent once more when its connection is lost before the answer', async () => {
  let calls = 0;
  await startSubgraph((request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else answering(request, response);
  });
  (await (await gateway.as()).send(QUERY)).expectData(TITLE);
  expect(calls).toBe(2);
});

test('a query that ends every connection is given up', async () => {
  let calls = 0;
  await startSubgraph((request) => {
    calls += 1;
    request.socket.destroy();
  });
  (await (await gateway.as()).send(QUERY)).expectError('UNAVAILABLE', /manuals/);
  expect(calls).toBe(2);
});

test('a mutation is sent once, as it may have been done when its connection is lost', async () => {
  let calls = 0;
  await startSubgraph((request) => {
    calls += 1;
    request.socket.destroy();
  });
  (await (await gateway.as(author)).send(MUTATION)).expectError('UNAVAILABLE', /manuals/);
  expect(calls).toBe(1);
});
