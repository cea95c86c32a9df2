import { createClient } from '@keyv/redis';
import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, expect, inject, test } from 'vitest';
import { migrate } from './migrate.ts';
import { foundPassage, newReader, QueriesTester } from './queries-tester.ts';

const ASKED = 'query ($id: ID!) { question(id: $id) { text askedAt answer { citations { page } } } }';

const redisUrl = inject('redisUrl');
const search = () => ({ data: { searchPassages: [foundPassage()] } });
const queries = await QueriesTester.start(await testDatabase('queries', migrate), search, redisUrl);
const redis = createClient({ url: redisUrl });
await redis.connect();
afterAll(async () => {
  redis.destroy();
  await queries.stop();
});

test('a question and its citations are read from the cache until they change', async () => {
  const reader = newReader();
  const id = await queries.answered(reader, 'How do I wash the filter?');
  const ask = () => queries.served.as(reader).send(ASKED, { id });
  const first = await ask();
  await eventually(async () => {
    (await ask()).expectData(first.data);
    const keys = await redis.keys(`{queries}:*:*${id}`);
    expect(keys.map((key) => key.split(':').at(2)).sort()).toEqual(['citations', 'question']);
  });
  await queries.database.fork().execute('update queries.citations set page = 8 where question_id = ?', [id]);
  await eventually(async () =>
    (await ask()).expectMatch({ question: { answer: { citations: [{ page: 8 }] } } }),
  );
});
