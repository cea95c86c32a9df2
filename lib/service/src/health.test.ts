import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { addHealthRoutes, dispensable, type Probe } from './health.ts';

async function ask(path: string, probes: Record<string, Probe>) {
  const server = fastify();
  addHealthRoutes(server, probes);
  const { statusCode, body } = await server.inject({ url: path });
  await server.close();
  return { status: statusCode, body: JSON.parse(body) };
}

const there: Probe = async () => undefined;
const away: Probe = async () => {
  throw new Error('connection refused');
};

describe('/health/ready', () => {
  test('is 200 while every dependency answers', async () => {
    const { status, body } = await ask('/health/ready', { postgres: there, redis: there });
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      dependencies: {
        postgres: { ok: true, milliseconds: expect.any(Number) },
        redis: { ok: true, milliseconds: expect.any(Number) },
      },
    });
  });

  test('is 503 when one is away, and names it', async () => {
    const { status, body } = await ask('/health/ready', { postgres: away, redis: there });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'unavailable',
      dependencies: { postgres: { ok: false, error: 'connection refused' }, redis: { ok: true } },
    });
  });

  test('is 200 when one is away that is not needed, and names it', async () => {
    const { status, body } = await ask('/health/ready', { postgres: there, redis: dispensable(away) });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'degraded',
      dependencies: { postgres: { ok: true }, redis: { ok: false, error: 'connection refused' } },
    });
    const both = await ask('/health/ready', { postgres: away, redis: dispensable(away) });
    expect(both).toMatchObject({ status: 503, body: { status: 'unavailable' } });
  });

  test('is 503 when one never answers', async () => {
    const silent: Probe = () => new Promise(() => undefined);
    const { status, body } = await ask('/health/ready', { postgres: silent });
    expect(status).toBe(503);
    expect(body.dependencies.postgres.error).toMatch(/did not answer within/);
  });
});

test('/health/live is 200 whatever is away', async () => {
  expect(await ask('/health/live', { postgres: away })).toEqual({ status: 200, body: { status: 'ok' } });
});
