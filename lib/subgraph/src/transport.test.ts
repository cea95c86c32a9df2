import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Message, type Origin, OriginVerifier } from '@manuel/identity';
import { Unavailable } from '@manuel/service';
import { freePort, testCaller, testKeys } from '@manuel/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpTransport } from './transport.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function transportTo(url: string, deadlineMs?: number): HttpTransport {
  const transport = new HttpTransport('notes', url, testKeys, deadlineMs);
  cleanups.push(() => transport.close());
  return transport;
}

/** A server that answers as the listener does. */
async function serve(listener: RequestListener, port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => close(server));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return { server, port: address.port };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** The way to a server that answers as the listener does. */
async function transportBefore(listener: RequestListener, deadlineMs?: number): Promise<HttpTransport> {
  const { port } = await serve(listener);
  return transportTo(`http://127.0.0.1:${port}/graphql`, deadlineMs);
}

const origin: Origin = { caller: testCaller(), service: 'courier', requestId: 'r-1' };

const ask = (transport: HttpTransport, query = '{ one }') => transport.execute({ query }, origin);

async function isUnavailable(transport: HttpTransport, query?: string): Promise<void> {
  const failure = await ask(transport, query).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unavailable);
  expect(failure).toHaveProperty('message', 'The subgraph notes does not answer; try again in a moment.');
}

test('a request goes out as signed JSON, and the answer comes back', async () => {
  const seen: unknown[] = [];
  const verifier = new OriginVerifier(testKeys, 'notes', null);
  const transport = await transportBefore(async (request, response) => {
    const signed = verifier.verify(messageOf(request));
    const body = await text(request);
    signed.verifyBody(Buffer.from(body));
    seen.push(request.method, signed.origin, JSON.parse(body));
    response.end('{"data":{"one":1},"errors":[{"message":"half","extensions":{"code":"X"},"path":["two"]}]}');
  });
  expect(await ask(transport)).toEqual({
    data: { one: 1 },
    errors: [{ message: 'half', extensions: { code: 'X' }, path: ['two'] }],
  });
  expect(seen).toEqual(['POST', origin, { query: '{ one }' }]);
});

function messageOf({ method = '', headers, url: target = '' }: IncomingMessage): Message {
  return { method, scheme: 'http', authority: headers.host ?? '', target, headers };
}

describe('a subgraph is unavailable', () => {
  test('when nothing listens', async () => {
    await isUnavailable(transportTo(`http://127.0.0.1:${await freePort()}/graphql`));
  });

  test('when it answers HTML, as a proxy before it does', async () => {
    await isUnavailable(
      await transportBefore((_request, response) => {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
      }),
    );
  });

  test.each(['{"data":7}', '{"statusCode":500,"message":"connect ENOENT"}', '[]', 'null'])(
    'when it answers %s, which is no GraphQL answer',
    async (text) => {
      await isUnavailable(await transportBefore((_request, response) => void response.end(text)));
    },
  );

  test('when it does not take the signature of this process', async () => {
    await isUnavailable(
      await transportBefore((_request, response) => {
        const errors = [{ message: 'Nobody has the key.', extensions: { code: 'UNAUTHENTICATED' } }];
        response.writeHead(401).end(JSON.stringify({ errors }));
      }),
    );
  });

  test('when it hangs up in the middle', async () => {
    await isUnavailable(
      await transportBefore((_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"data":', () => response.destroy());
      }),
    );
  });

  test('when it does not begin to answer in time', async () => {
    await isUnavailable(await transportBefore(() => undefined, 50));
  });

  test('when it begins and does not end in time', async () => {
    await isUnavailable(await transportBefore((_request, response) => void response.write('{"data":'), 50));
  });
});

test('a call that nobody waits for any more takes its connection with it, and is not sent again', async () => {
  const { server, port } = await serve(() => undefined);
  const transport = transportTo(`http://127.0.0.1:${port}/graphql`);
  const arrived = once(server, 'request');
  const caller = new AbortController();
  const call = transport.execute({ query: '{ one }' }, origin, caller.signal);
  const failed = expect(call).rejects.toThrow('They are gone.');
  const [, response] = await arrived;
  const closed = once(response, 'close');
  server.once('request', () => expect.fail('It was sent again.'));
  caller.abort(new Error('They are gone.'));
  await Promise.all([failed, closed]);
  await expect(transport.execute({ query: '{ one }' }, origin, caller.signal)).rejects.toThrow(
    'They are gone.',
  );
});

test('a subgraph that comes back is asked again over new connections', async () => {
  let isAway = true;
  const transport = await transportBefore((request, response) => {
    if (isAway) request.socket.destroy();
    else response.end('{"data":{"one":1}}');
  });
  await isUnavailable(transport);
  isAway = false;
  expect(await ask(transport)).toEqual({ data: { one: 1 } });
});

describe('when a connection is lost before its answer', () => {
  const ONE = '{"data":{"one":1}}';

  test('a query is sent once more, with a signature of its own', async () => {
    const signatures: unknown[] = [];
    const transport = await transportBefore((request, response) => {
      signatures.push(request.headers.signature);
      if (signatures.length === 1) request.socket.destroy();
      else response.end(ONE);
    });
    expect(await ask(transport)).toEqual({ data: { one: 1 } });
    expect(new Set(signatures).size).toBe(2);
  });

  test('a mutation is not: it may have been done', async () => {
    let calls = 0;
    const transport = await transportBefore((request) => {
      calls += 1;
      request.socket.destroy();
    });
    await isUnavailable(transport, 'mutation { deliver }');
    expect(calls).toBe(1);
  });

  test.each(['{ one }', 'mutation { one }'])('%s waits for a subgraph that restarts', async (query) => {
    const { server, port } = await serve((_request, response) => void response.end(ONE));
    const transport = transportTo(`http://127.0.0.1:${port}/graphql`);
    await ask(transport);
    await close(server);
    const answer = ask(transport, query);
    // Long enough for the call to be refused at least once.
    await sleep(100);
    await serve((_request, response) => void response.end(ONE), port);
    expect(await answer).toEqual({ data: { one: 1 } });
  });
});
