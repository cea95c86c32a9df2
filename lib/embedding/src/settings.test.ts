import { readSettings, StartFailure } from '@manuel/service';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { embeddingSettings, endpointOf } from './settings.ts';

const endpointIn = (environment: Record<string, string>) =>
  endpointOf(readSettings(z.object(embeddingSettings), environment));

const all = {
  EMBEDDINGS_URL: 'https://api.example.com/v1',
  EMBEDDINGS_MODEL: 'some-model',
  EMBEDDINGS_DIMENSIONS: '512',
};

test('without settings there is no endpoint', () => {
  expect(endpointIn({})).toBeUndefined();
  expect(endpointIn({ EMBEDDINGS_KEY: 'hush' })).toBeUndefined();
});

test('an endpoint is its URL, model and dimensions, and maybe a key', () => {
  const endpoint = { url: 'https://api.example.com/v1', model: 'some-model', dimensions: 512 };
  expect(endpointIn(all)).toEqual({ ...endpoint, key: undefined, shortens: false });
  expect(endpointIn({ ...all, EMBEDDINGS_KEY: 'hush', EMBEDDINGS_SHORTEN: 'true' })).toEqual({
    ...endpoint,
    key: 'hush',
    shortens: true,
  });
});

test.each(Object.keys(all))('an endpoint without %s is refused with a sentence', (name) => {
  const others = Object.entries(all).filter(([other]) => other !== name);
  expect(() => endpointIn(Object.fromEntries(others))).toThrow(StartFailure);
  expect(() => endpointIn(Object.fromEntries(others))).toThrow('set all three');
});
