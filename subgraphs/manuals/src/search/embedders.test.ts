import { Unavailable } from '@manuel/service';
import { silentLog } from '@manuel/testkit';
import { describe, expect, test } from 'vitest';
import { FakeEmbedder } from '../../test/fake-embedder.ts';
import { Embedders } from './embedders.ts';

function three() {
  const [remote, standIn, reader] = ['remote', 'stand-in', 'box'].map((model) => new FakeEmbedder(model));
  if (!remote || !standIn || !reader) throw new Error('Three names make three embedders.');
  return { remote, standIn, reader, all: new Embedders({ embedders: [remote, standIn], reader }, silentLog) };
}

describe('a question', () => {
  test('is embedded by each model that is searched and read by the reader', async () => {
    const { all } = three();
    const { text, vectors, words } = await all.read('the lamp', new Set(['stand-in', 'remote', 'gone']));
    expect(text).toBe('the lamp');
    expect([...vectors.keys()]).toEqual(['remote', 'stand-in']);
    expect(words?.texts).toEqual(['the', 'lamp']);
    expect(words?.model).toBe(all.preferred?.wordModel);
  });

  test('goes without what is away', async () => {
    const { all, remote, reader } = three();
    remote.isAway = true;
    reader.isAway = true;
    const { vectors, words } = await all.read('lamp', new Set(['remote', 'stand-in']));
    expect([...vectors.keys()]).toEqual(['stand-in']);
    expect(words).toBeNull();
  });

  test('is not read where nothing is embedded', async () => {
    const { all, reader } = three();
    const nothing = { text: 'lamp', vectors: new Map(), words: null };
    expect(await all.read('lamp', new Set())).toEqual(nothing);
    expect(await new Embedders(null, silentLog).read('lamp', new Set(['remote']))).toEqual(nothing);
    expect(reader.asked).toEqual([]);
  });

  test('ends with its signal', async () => {
    const { all } = three();
    const reading = all.read('lamp', new Set(['remote']), AbortSignal.abort(new Error('gone')));
    await expect(reading).rejects.toThrow('gone');
  });
});

describe('contents', () => {
  const modelOf = (all: Embedders) =>
    all.withFirst(async ({ embedder }, encoding) => {
      await embedder.embed(['lamp'], 'batch');
      return encoding.model;
    });

  test('are embedded by the first that is not away', async () => {
    const { all, remote, standIn } = three();
    expect(await modelOf(all)).toBe('remote');
    remote.isAway = true;
    expect(await modelOf(all)).toBe('stand-in');
    standIn.isAway = true;
    await expect(modelOf(all)).rejects.toBeInstanceOf(Unavailable);
  });

  test('are embedded by nobody else where nobody may stand in', async () => {
    const { all, remote } = three();
    remote.isAway = true;
    await expect(modelOf(all.withoutStandIns)).rejects.toBeInstanceOf(Unavailable);
  });

  test('that fail otherwise are not tried again with another model', async () => {
    const { all } = three();
    const tried: string[] = [];
    const failing = all.withFirst(({ embedder }) => {
      tried.push(embedder.model);
      return Promise.reject(new Error('full'));
    });
    await expect(failing).rejects.toThrow('full');
    expect(tried).toEqual(['remote']);
  });

  test('are not embedded without embedders', async () => {
    const none = new Embedders(null, silentLog);
    expect(await modelOf(none)).toBeNull();
    expect([none.preferred, none.withoutStandIns.preferred]).toEqual([null, null]);
  });
});
