import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ClosedLoop } from './closed-loop.ts';
import { RequestText } from './request-text.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('ClosedLoop', () => {
  it('sends each request with an authorization of its own and counts every answer', async () => {
    const callers: (string | undefined)[] = [];
    const port = await serve(200, (authorization) => callers.push(authorization));
    const loop = new ClosedLoop(new RequestText(port, { query: '{ a }' }, true));
    const ended = loop.start(port, 5);
    await until(() => callers.length > 100);
    await loop.drain();
    await ended;
    expect(loop.completed).toBe(callers.length);
    expect(new Set(callers).size).toBe(callers.length);
    expect(callers).not.toContain(undefined);
  });

  it('observes and samples only what ends inside the window', async () => {
    let asked = 0;
    const port = await serve(200, () => {
      asked += 1;
    });
    const loop = new ClosedLoop(new RequestText(port, { query: '{ a }' }, false));
    const ended = loop.start(port, 2);
    await until(() => asked > 20);
    expect(loop.samples).toHaveLength(0);
    loop.beginWindow(1_000);
    await until(() => loop.samples.length > 0);
    const { completed, latenciesMs } = loop.endWindow();
    await loop.drain();
    await ended;
    expect(completed).toBe(latenciesMs.length);
    expect(completed).toBeLessThan(loop.completed);
    expect(loop.samples[0]?.toString()).toBe('{"data":1}');
  });

  it('fails as soon as an answer is not good', async () => {
    const port = await serve(500, () => undefined);
    const loop = new ClosedLoop(new RequestText(port, { query: '{ a }' }, false));
    await expect(loop.start(port, 2)).rejects.toThrow('answered 500: {"data":1}');
  });
});

async function serve(status: number, asked: (authorization: string | undefined) => void): Promise<number> {
  const server = createServer((request, response) => {
    asked(request.headers.authorization);
    response.writeHead(status, { 'content-length': 10 });
    response.end('{"data":1}');
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
