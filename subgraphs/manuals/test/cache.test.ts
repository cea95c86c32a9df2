import { createClient } from '@keyv/redis';
import type { Caller } from '@manuel/identity';
import { eventually, RedisServer, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const TTL_MS = 10_000;
const MANUAL = 'query ($id: ID!) { manual(id: $id) { title } }';

const redisUrl = inject('redisUrl');
const one = await ManualsTester.start(await testDatabase('manuals', migrate), { redisUrl });
const other = await one.beside({ redisUrl });
const redis = createClient({ url: redisUrl });
await redis.connect();
afterAll(async () => {
  redis.destroy();
  await other.stop();
  await one.stop();
});

/** A manual whose ingestion will not touch the cache any more. */
async function settledManual(author: Caller): Promise<string> {
  const id = await one.addReady(author, 'drill.md', newMarkdown(), { title: 'Drill' });
  const open = "select id from manuals_jobs.job where name = 'ingest' and state <> 'completed'";
  await eventually(async () => expect(await one.rows(open)).toEqual([]));
  return id;
}

// On a busy machine a call takes longer than the cache waits now and then, which is a miss and no failure.
describe('a manual in the cache', { retry: 3 }, () => {
  test('is read from there, by every process', async () => {
    const author = newAuthor();
    const id = await settledManual(author);
    (await one.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
    await one.rows("update manuals.manuals set title = 'Saw' where id = ?", [id]);
    (await other.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
  });

  test('is gone for every process when it was removed by one', async () => {
    const author = newAuthor();
    const id = await settledManual(author);
    (await other.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
    await one.remove(author, id);
    for (const process of [one, other])
      (await process.served.as(author).send(MANUAL, { id })).expectData({ manual: null });
  });

  test('would be gone after seconds even if its removal and a read had crossed', async () => {
    const author = newAuthor();
    const id = await settledManual(author);
    await one.served.as(author).send(MANUAL, { id });
    const [key = '', ...others] = await redis.keys(`*${id}*`);
    expect(others).toEqual([]);
    expect(key).toContain(author.workspace);
    const leftMs = await redis.pTTL(key);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(TTL_MS);
  });

  test('is never given to another workspace', async () => {
    const author = newAuthor();
    const id = await settledManual(author);
    await one.served.as(author).send(MANUAL, { id });
    (await one.served.as(newAuthor()).send(MANUAL, { id })).expectData({ manual: null });
  });
});

test('without Redis everything goes on, and health tells', async () => {
  const server = await RedisServer.start();
  const manuals = await one.beside({ redisUrl: server.url });
  try {
    server.freeze();
    const author = newAuthor();
    const id = await manuals.addReady(author, 'drill.md', newMarkdown(), { title: 'Drill' });
    (await manuals.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
    await manuals.remove(author, id);
    (await manuals.served.as(author).send(MANUAL, { id })).expectData({ manual: null });
    const health = await fetch(`${manuals.served.address}/health/ready`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      dependencies: { postgres: { ok: true }, redis: { ok: false } },
    });
  } finally {
    await server.stop();
    await manuals.stop();
  }
});
