import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { Departure } from './departure.ts';
import { addHealthRoutes } from './health.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server whose /slow answers when it is told to. */
async function slowServer() {
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const server: FastifyInstance = fastify();
  server.get('/slow', async () => {
    begun.resolve();
    await released.promise;
    return 'done';
  });
  const departure: Departure = addHealthRoutes(server, {});
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => server.close());
  return { departure, origin, begun: begun.promise, release: () => released.resolve() };
}

/** A caller that keeps one connection. */
function caller(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cleanups.push(() => agent.destroy());
  return agent;
}

async function ask(url: string, agent: Agent) {
  // The event of a response has it alone.
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  const { statusCode, headers } = response;
  return { status: statusCode, connection: headers.connection, body: await text(response) };
}

test('a server that leaves answers once more on each connection and takes no new one', async () => {
  const { departure, origin } = await slowServer();
  const kept = caller();
  expect(await ask(`${origin}/health/ready`, kept)).toMatchObject({ status: 200, connection: 'keep-alive' });
  const left = departure.closeDoor();
  const answer = await ask(`${origin}/health/ready`, kept);
  expect(answer).toMatchObject({ status: 503, connection: 'close' });
  expect(JSON.parse(answer.body)).toMatchObject({ status: 'leaving' });
  await left;
  await expect(ask(`${origin}/health/live`, caller())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a server that leaves answers what it was asked before', async () => {
  const { departure, origin, begun, release } = await slowServer();
  const answer = ask(`${origin}/slow`, caller());
  await begun;
  const left = departure.closeDoor();
  release();
  expect(await answer).toEqual({ status: 200, connection: 'close', body: 'done' });
  await left;
});

test('a connection that nobody uses does not keep a server', async () => {
  const { departure, origin } = await slowServer();
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  await departure.closeDoor();
  expect(socket.destroyed).toBe(false);
});

test('a server that has only begun to leave still takes new connections', async () => {
  const { departure, origin } = await slowServer();
  departure.begin();
  expect(await ask(`${origin}/health/live`, caller())).toMatchObject({ status: 200, connection: 'close' });
  expect(await ask(`${origin}/health/ready`, caller())).toMatchObject({ status: 503 });
});
