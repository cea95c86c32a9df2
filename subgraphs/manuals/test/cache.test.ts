import { createClient } from '@keyv/redis';
import type { Caller } from '@manuel/identity';
import { eventually, RedisServer, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const MANUAL = 'query ($id: ID!) { manual(id: $id) { title } }';

const PASSAGE = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Passage { text } } }';

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

/** A manual that is kept in Redis, and the key of its entry. */
async function keptManual(author: Caller): Promise<{ id: string; key: string }> {
  const id = await one.addReady(author, 'drill.md', newMarkdown(), { title: 'Drill' });
  const key = await eventually(async () => {
    (await one.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill' } });
    const [found = ''] = await redis.keys(`{manuals}:*:manual:${author.workspace}:${id}`);
    expect(await redis.get(found)).toMatch(/^=.*"Drill"/);
    return found;
  });
  return { id, key };
}

// On a busy machine a call takes longer than the cache waits now and then, which is a miss and no failure.
describe('a manual in the cache', { retry: 3 }, () => {
  test('is read from there, by every process', async () => {
    const author = newAuthor();
    const { id, key } = await keptManual(author);
    const kept = await redis.get(key);
    await redis.set(key, String(kept).replace('"Drill"', '"Saw"'));
    for (const process of [one, other])
      (await process.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Saw' } });
  });

  test('is never given to another workspace', async () => {
    const { id } = await keptManual(newAuthor());
    (await one.served.as(newAuthor()).send(MANUAL, { id })).expectData({ manual: null });
  });
});

test('a manual that one process removed is gone for every process', async () => {
  const author = newAuthor();
  const { id } = await keptManual(author);
  await one.remove(author, id);
  for (const process of [one, other])
    (await process.served.as(author).send(MANUAL, { id })).expectData({ manual: null });
});

test('a manual that one process gave a new file is new for every process', async () => {
  const author = newAuthor();
  const { id } = await keptManual(author);
  await one.replaceFile(author, id, 'drill-2.md', newMarkdown(), 'Drill 2');
  (await one.settled(author, id)).expectMatch({ manual: { ingestion: { status: 'DONE' } } });
  for (const process of [one, other])
    (await process.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Drill 2' } });
});

test('a passage is read from the cache until its manual is removed', async () => {
  const author = newAuthor();
  const id = await one.addReady(author, 'drill.md', newMarkdown());
  const [passage] = await one.passages(id);
  const ask = (tester: ManualsTester) =>
    tester.served.as(author).send(PASSAGE, { of: [{ __typename: 'Passage', id: passage?.id }] });
  await eventually(async () => {
    (await ask(one)).expectData({ _entities: [{ text: passage?.text }] });
    expect(await redis.keys(`{manuals}:*:passage:${author.workspace}:${passage?.id}`)).toHaveLength(1);
  });
  await one.remove(author, id);
  for (const process of [one, other]) (await ask(process)).expectData({ _entities: [null] });
});

test('a manual that somebody changed by hand is seen as it is soon', async () => {
  const author = newAuthor();
  const { id } = await keptManual(author);
  await one.rows("update manuals.manuals set title = 'Saw' where id = ?", [id]);
  for (const process of [one, other])
    await eventually(async () =>
      (await process.served.as(author).send(MANUAL, { id })).expectData({ manual: { title: 'Saw' } }),
    );
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
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      status: 'degraded',
      dependencies: { postgres: { ok: true }, redis: { ok: false } },
    });
  } finally {
    await server.stop();
    await manuals.stop();
  }
});
