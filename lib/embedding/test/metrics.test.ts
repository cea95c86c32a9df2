import { Metrics } from '@manuel/metrics';
import { Scrape, silentLog } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { openEmbedders } from '../src/index.ts';
import { FakeEndpoint, refuse } from './fake-endpoint.ts';

const DURATION = 'gen_ai_client_operation_duration_seconds_count';

test('it is measured what was embedded, where, how often that failed, and whether the endpoint is in use', async () => {
  const endpoint = await FakeEndpoint.start();
  const metrics = new Metrics('test');
  const { embedders, measure, close } = openEmbedders(silentLog, {
    ...{ url: endpoint.url, model: 'some-model', dimensions: 4, shortens: false },
  });
  measure(metrics);
  const scraped = async () => new Scrape(await metrics.scrape());
  const [first, box] = embedders;
  await first?.embed(['a', 'b', 'c'], 'batch');
  await box?.embed(['a'], 'interactive');
  const before = await scraped();
  const ofEndpoint = { gen_ai_request_model: 'endpoint/some-model/4', manuel_embedding_urgency: 'batch' };
  const ofBox = { gen_ai_request_model: 'all-minilm-l6-v2-q8', manuel_embedding_urgency: 'interactive' };
  expect(before.value('manuel_embedding_texts_total', ofEndpoint)).toBe(3);
  expect(before.value('manuel_embedding_texts_total', ofBox)).toBe(1);
  const operation = { gen_ai_operation_name: 'embeddings' };
  expect(before.value(DURATION, { ...operation, ...ofEndpoint, gen_ai_provider_name: 'openai' })).toBe(1);
  expect(before.value(DURATION, { ...operation, ...ofBox, gen_ai_provider_name: 'manuel' })).toBe(1);
  expect(before.value('manuel_embedding_waiting')).toBe(0);
  expect(before.value('manuel_embedding_endpoint_left_alone')).toBe(0);

  endpoint.answer = refuse(401);
  for (let call = 0; call < 5; call += 1)
    await expect(first?.embed(['a'], 'interactive')).rejects.toThrow('401');
  const after = await scraped();
  const failed = { ...ofEndpoint, manuel_embedding_urgency: 'interactive', error_type: 'UNAVAILABLE' };
  expect(after.value(DURATION, { ...operation, ...failed, gen_ai_provider_name: 'openai' })).toBe(5);
  expect(after.value('manuel_embedding_endpoint_left_alone')).toBe(1);
  await close();
  await metrics.stop();
  await endpoint.stop();
});
