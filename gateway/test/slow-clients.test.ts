import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RecordingLog } from '@manuel/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer } from '../src/http-server.ts';

const log = new RecordingLog();
let server: FastifyInstance;
let port: number;
beforeAll(async () => {
  server = await createHttpServer(log.log, { headersDeadlineMs: 200, bodyDeadlineMs: 200 });
  server.post('/read', async ({ body }) => ({ body }));
  server.post('/refused', {
    onRequest: async (_request, reply) => reply.code(401).send('no'),
    handler: async () => 'never',
  });
  server.put('/files/:id', async ({ body }) => ({ body }));
  port = Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => server.close());

const head = (path: string, method = 'POST') =>
  `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n`;

/** A client that has sent the text and goes on sending nothing. */
class Slow {
  readonly #socket: Socket;
  read = '';

  constructor(text: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk) => {
      this.read += String(chunk);
    });
    this.#socket.on('error', () => undefined);
    this.#socket.write(text);
  }

  /** Writes more. */
  write(text: string): void {
    this.#socket.write(text);
  }

  /** @returns all that it was answered until its connection closed */
  async closed(): Promise<string> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
    return this.read;
  }
}

test('headers that do not arrive end the connection', async () => {
  expect(await new Slow('POST /read HTTP/1.1\r\nhost: x\r\n').closed()).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body that does not arrive is answered as late', async () => {
  const answer = await new Slow(`${head('/read')}{"a`).closed();
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toMatch(/"code":"BAD_REQUEST"/);
  expect(answer).toMatch(/did not arrive within 0\.2 seconds/);
  expect(answer).toMatch(/^connection: close\r$/m);
});

test('a chunked body that trickles in is late too', async () => {
  const slow = new Slow(
    'POST /read HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n',
  );
  const trickle = setInterval(() => slow.write('1\r\n \r\n'), 50);
  try {
    expect(await slow.closed()).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    clearInterval(trickle);
  }
});

test('a refused request whose body does not arrive holds no connection', async () => {
  expect(await new Slow(`${head('/refused')}{"a`).closed()).toMatch(/^HTTP\/1\.1 401 /);
});

test('a file may take longer', async () => {
  const file = new Slow(`${head('/files/1', 'PUT')}{"a`);
  const body = new Slow(`${head('/read')}{"a`);
  // The one that came later is over, and the file still waited for.
  await body.closed();
  expect(file.read).toBe('');
  file.write('":"b"} ');
  await expect.poll(() => file.read).toMatch(/^HTTP\/1\.1 200 /);
});

test('none of them is a fault of the gateway', () => {
  expect(log.atLeast(40)).toEqual([]);
});
