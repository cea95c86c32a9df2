import { Unavailable } from '@manuel/service';
import { beforeEach, expect, test } from 'vitest';
import type { Embedder } from './embedder.ts';
import { Embeddings } from './embeddings.ts';

/** An embedder played by the test: its vectors say whose they are. */
class FakeEmbedder implements Embedder {
  readonly dimensions = 2;
  readonly model: string;
  fails: Error | undefined;
  asked = 0;

  constructor(model: string) {
    this.model = model;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.asked += 1;
    if (this.fails !== undefined) throw this.fails;
    return texts.map((text) => Float32Array.of(this.model.length, text.length));
  }
}

let box: FakeEmbedder;
let endpoint: FakeEmbedder;
let embeddings: Embeddings;
beforeEach(() => {
  box = new FakeEmbedder('box');
  endpoint = new FakeEmbedder('endpoint');
  embeddings = new Embeddings(box, endpoint);
});

test('what is kept is of the preferred model', async () => {
  const kept = await embeddings.embedToKeep(['a'], 'batch');
  expect(kept).toEqual({ model: 'endpoint', vectors: [Float32Array.of(8, 1)] });
});

test('what is kept while the preferred embedder is away is of the box, and says so', async () => {
  endpoint.fails = new Unavailable('It is away.');
  const kept = await embeddings.embedToKeep(['a', 'bc'], 'batch');
  expect(kept).toEqual({ model: 'box', vectors: [Float32Array.of(3, 1), Float32Array.of(3, 2)] });
});

test.each([new Error('It left.'), new TypeError('A mistake.')])('%s is nobody being away', async (error) => {
  endpoint.fails = error;
  await expect(embeddings.embedToKeep(['a'], 'batch')).rejects.toBe(error);
  await expect(embeddings.embedToCompare('a', ['endpoint'])).rejects.toBe(error);
  expect(box.asked).toBe(0);
});

test('a box that fails is asked once', async () => {
  box.fails = new Unavailable('It is stuck.');
  await expect(new Embeddings(box).embedToKeep(['a'], 'batch')).rejects.toBe(box.fails);
  expect(box.asked).toBe(1);
});

test('a text is embedded by each model that it is compared in, and by no other', async () => {
  expect(await embeddings.embedToCompare('abc', ['box', 'endpoint', 'of-old'])).toEqual(
    new Map([
      ['endpoint', Float32Array.of(8, 3)],
      ['box', Float32Array.of(3, 3)],
    ]),
  );
  expect([...(await embeddings.embedToCompare('abc', ['box'])).keys()]).toEqual(['box']);
  expect((await embeddings.embedToCompare('abc', [])).size).toBe(0);
  expect(endpoint.asked).toBe(1);
});

test('nothing is compared in the model of an embedder that is away', async () => {
  endpoint.fails = new Unavailable('It is away.');
  expect((await embeddings.embedToCompare('abc', ['endpoint'])).size).toBe(0);
  expect([...(await embeddings.embedToCompare('abc', ['endpoint', 'box'])).keys()]).toEqual(['box']);
});
