import { expect, test } from 'vitest';
import { FakeEmbedder } from '../../test/fake-embedder.ts';
import { vectorsOf } from './content-vectors.ts';
import { type Embeddable, embedContents } from './embed-contents.ts';
import { signatureBytes } from './signature.ts';

const content = (text: string, path: readonly string[] = [], heading: string | null = null): Embeddable => ({
  ...{ path, heading, text },
});
const ignored = () => undefined;

test('a content is embedded below the title right above it, or its heading', async () => {
  const embedder = new FakeEmbedder();
  const contents = new Map([
    ['a', content('Turn it.', ['Care', 'Lamp'], 'Lamp')],
    ['b', content('Turn it.', [], 'Knob')],
    ['c', content('Turn it.')],
  ]);
  const made = await embedContents({ embedder, reader: embedder }, contents, 'en', ignored);
  expect(embedder.asked).toEqual(['Lamp. Turn it.', 'Knob. Turn it.', 'Turn it.']);
  expect([...made.keys()]).toEqual(['a', 'b', 'c']);
});

test('words are signed but the stop words of the language', async () => {
  const embedder = new FakeEmbedder();
  const wordsOf = async (text: string, language: string) => {
    const contents = new Map([['a', content(text)]]);
    const made = await embedContents({ embedder, reader: embedder }, contents, language, ignored);
    return vectorsOf(made.get('a') ?? new Uint8Array()).words;
  };
  expect(await wordsOf('do the lamp', 'en')).toEqual(await wordsOf('lamp', 'en'));
  expect(await wordsOf('do the lamp', 'de')).toHaveLength(3 * signatureBytes(embedder.dimensions));
  expect(await wordsOf('do the', 'en')).toHaveLength(0);
});

test('vectors are the embedder’s and words the reader’s, where these are not the same', async () => {
  const [embedder, reader] = [new FakeEmbedder('remote'), new FakeEmbedder('box')];
  const made = await embedContents({ embedder, reader }, new Map([['a', content('lamp')]]), 'en', ignored);
  expect([embedder.asked, reader.asked]).toEqual([['lamp'], ['lamp']]);
  expect(made.size).toBe(1);
  embedder.isAway = true;
  await expect(
    embedContents({ embedder, reader }, new Map([['a', content('lamp')]]), 'en', ignored),
  ).rejects.toThrow('away');
});

test('progress is told for every batch, up to all of them', async () => {
  const embedder = new FakeEmbedder();
  const contents = new Map(Array.from({ length: 70 }, (_, i) => [String(i), content(`lamp ${i}`)]));
  const told: number[] = [];
  const made = await embedContents({ embedder, reader: embedder }, contents, 'en', (done) => told.push(done));
  expect(made.size).toBe(70);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(-1)).toBe(70);
});
