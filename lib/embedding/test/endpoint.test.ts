import { RecordingLog } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Endpoint, EndpointEmbedder } from '../src/index.ts';
import { answerRightly, answerWith, FakeEndpoint, refuse } from './fake-endpoint.ts';

let endpoint: FakeEndpoint;
let log: RecordingLog;
let embedder: EndpointEmbedder;
beforeEach(async () => {
  endpoint = await FakeEndpoint.start();
  log = new RecordingLog();
  embedder = embedderWith();
});
afterEach(async () => {
  vi.useRealTimers();
  await endpoint.stop();
});

function embedderWith(options: Partial<Endpoint> = {}): EndpointEmbedder {
  const { url } = endpoint;
  return new EndpointEmbedder(
    { url, key: 'hush', model: 'some-model', dimensions: 4, shortens: false, ...options },
    log.log,
  );
}

test('texts go out by the protocol, and their vectors come back in order and of length 1', async () => {
  const vectors = await embedder.embed(['dark', 'e', 'fire'], 'batch');
  expect(vectors.map((vector) => [...vector])).toEqual([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
  expect(endpoint.calls).toMatchObject([
    {
      path: '/v1/embeddings',
      headers: { authorization: 'Bearer hush', 'content-type': 'application/json' },
      body: { model: 'some-model', input: ['dark', 'e', 'fire'], encoding_format: 'float' },
    },
  ]);
  expect(endpoint.calls[0]?.body).not.toHaveProperty('dimensions');
});

test('an endpoint without a key is sent none, and one that shortens is told how much', async () => {
  await embedderWith({ key: undefined, shortens: true, url: `${endpoint.url}/` }).embed(['a'], 'batch');
  expect(endpoint.calls[0]?.path).toBe('/v1/embeddings');
  expect(endpoint.calls[0]?.headers).not.toHaveProperty('authorization');
  expect(endpoint.calls[0]?.body.dimensions).toBe(4);
});

test('many texts are several calls', async () => {
  const texts = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index + 1));
  const vectors = await embedder.embed(texts, 'batch');
  expect(vectors).toHaveLength(100);
  const sent = endpoint.calls.map(({ body }) => body.input);
  expect(sent.flat()).toEqual(texts);
  expect(Math.max(...sent.map(({ length }) => length))).toBeLessThan(64);
  expect(await embedder.embed([], 'batch')).toEqual([]);
});

test('vectors of another size of the same model are of another model', () => {
  expect(embedderWith({ dimensions: 8 }).model).not.toBe(embedder.model);
});

test.each([
  ['is overloaded', refuse(429, { 'retry-after': '0' })],
  ['was asked for too much until a date', refuse(429, { 'retry-after': new Date(0).toUTCString() })],
  ['is broken', refuse(500)],
  ['restarts', refuse(503, { 'retry-after': '0' })],
  ['ends connections', (response: { destroy(): void }) => response.destroy()],
])('an endpoint that %s is asked again', async (_, answer) => {
  endpoint.next.push(answer);
  expect(await embedder.embed(['dark'], 'interactive')).toHaveLength(1);
  expect(endpoint.calls).toHaveLength(2);
});

test('a pause that is longer than somebody waits is not made', async () => {
  endpoint.answer = refuse(429, { 'retry-after': '30' });
  await expect(embedder.embed(['dark'], 'interactive')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(endpoint.calls).toHaveLength(1);
  expect(embedder.isLeftAlone).toBe(false);
});

test('a pause that is asked for is made by a batch', async () => {
  endpoint.next.push(refuse(429, { 'retry-after': '30' }));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const vectors = embedder.embed(['dark'], 'batch');
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(endpoint.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  expect(await vectors).toHaveLength(1);
});

test.each([
  [401, 'its key is missing or is not taken'],
  [404, 'is its URL right'],
  [400, 'it does not take the texts'],
])(
  'an endpoint that refuses with %i is not asked again, and what it said stays there',
  async (status, sentence) => {
    endpoint.answer = refuse(status);
    const refused = embedder.embed(['dark'], 'batch');
    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.not.toThrow('hush');
    expect(endpoint.calls).toHaveLength(1);
  },
);

const right = { data: [{ index: 0, embedding: [1, 2, 3, 4] }] };
test.each([
  ['fewer vectors', { data: [] }, '0 vectors for 1 texts'],
  ['more vectors', { data: [...right.data, ...right.data] }, '2 vectors for 1 texts'],
  [
    'a vector for another text',
    { data: [{ index: 1, embedding: [1, 2, 3, 4] }] },
    'no vector for the text at 0',
  ],
  ['shorter vectors', { data: [{ index: 0, embedding: [1, 2] }] }, 'vectors of 2 numbers, expected 4'],
  [
    'numbers that are none',
    '{"data":[{"index":0,"embedding":[1,2,3,1e999]}]}',
    'something else than vectors',
  ],
  ['numbers too large', { data: [{ index: 0, embedding: [1e300, 1, 1, 1] }] }, 'without a direction'],
  ['nothing but zeros', { data: [{ index: 0, embedding: [0, 0, 0, 0] }] }, 'without a direction'],
  ['texts', { data: [{ index: 0, embedding: 'AACAPwAAAEA=' }] }, 'something else than vectors'],
  ['a page', '<html>', 'something else than vectors'],
])('%s are not taken', async (_, answer, sentence) => {
  endpoint.answer = (response) => answerWith(response, answer);
  await expect(embedder.embed(['dark'], 'batch')).rejects.toThrow(sentence);
});

test('an answer without an end is not read to its end', async () => {
  endpoint.answer = (response) => {
    const chunk = Buffer.alloc(1 << 20, ' ');
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  };
  await expect(embedder.embed(['dark'], 'batch')).rejects.toThrow('more than vectors can take');
});

test('texts and key are not sent on to where the endpoint points', async () => {
  const elsewhere = await FakeEndpoint.start();
  endpoint.answer = refuse(307, { location: `${elsewhere.url}/embeddings` });
  await expect(embedder.embed(['dark'], 'interactive')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(elsewhere.calls).toEqual([]);
  await elsewhere.stop();
});

test('an endpoint that never answers is given up', async () => {
  endpoint.answer = () => undefined;
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
  await expect(embedder.embed(['dark'], 'interactive')).rejects.toThrow(/did not answer within \d+ ms/);
  expect(timeout).toHaveBeenCalledTimes(2);
});

test('after failures in a row it is left alone, which the log tells once, and later it is asked again', async () => {
  endpoint.answer = refuse(401);
  for (let call = 0; call < 5; call += 1) await expect(embedder.embed(['a'], 'batch')).rejects.toThrow('401');
  expect(embedder.isLeftAlone).toBe(true);
  for (let call = 0; call < 5; call += 1)
    await expect(embedder.embed(['a'], 'batch')).rejects.toThrow('is left alone');
  expect(endpoint.calls).toHaveLength(5);

  endpoint.answer = answerRightly;
  const now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now + 60_000);
  expect(await embedder.embed(['a'], 'batch')).toHaveLength(1);
  expect(embedder.isLeftAlone).toBe(false);
  expect(log.lines.map(({ msg }) => msg)).toEqual([
    'The embeddings endpoint is left alone after failures.',
    'The embeddings endpoint is in use again.',
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('hush');
});

test('texts that it does not take do not have it left alone', async () => {
  endpoint.answer = refuse(400);
  for (let call = 0; call < 10; call += 1)
    await expect(embedder.embed(['a'], 'batch')).rejects.toThrow('400');
  expect(embedder.isLeftAlone).toBe(false);
});

test.each(['while it is asked', 'in a pause'])('whoever leaves %s is answered at once', async (when) => {
  const controller = new AbortController();
  endpoint.answer = when === 'in a pause' ? refuse(429, { 'retry-after': '30' }) : () => undefined;
  const left = embedder.embed(['a'], 'batch', controller.signal);
  await vi.waitFor(() => expect(endpoint.calls).toHaveLength(1));
  controller.abort(new Error('It left.'));
  await expect(left).rejects.toThrow('It left.');
  expect(embedder.isLeftAlone).toBe(false);
  await expect(embedder.embed(['a'], 'batch', controller.signal)).rejects.toThrow('It left.');
  expect(endpoint.calls).toHaveLength(1);
});
