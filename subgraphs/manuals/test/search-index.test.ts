import type { Caller } from '@manuel/identity';
import { eventually, type GraphqlAnswer, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { FakeEmbedder, fakeEmbedding } from './fake-embedder.ts';
import { ManualsTester, newAuthor, newMarkdown, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const embedder = new FakeEmbedder();
const one = await ManualsTester.start(await testDatabase('manuals', migrate), {
  embedding: fakeEmbedding([embedder]),
});
const other = await one.beside({ embedding: fakeEmbedding([embedder]) });
afterAll(async () => {
  await other.stop();
  await one.stop();
});

const SEARCH = `query ($text: String!) {
  searchPassages(text: $text, first: 50) { passage { text manual { id } } }
}`;

async function found(tester: ManualsTester, caller: Caller, text: string): Promise<string[]> {
  const answer: GraphqlAnswer = await tester.served.as(caller).send(SEARCH, { text });
  // A list in this query.
  const hits = answer.at('searchPassages') as { passage: { manual: { id: string } } }[];
  return [...new Set(hits.map(({ passage }) => passage.manual.id))];
}

/** How many segments a process has loaded as they had been saved, and how many it has built. */
async function loads(tester: ManualsTester): Promise<{ saved: number; built: number }> {
  const scrape = await tester.served.scrape();
  const countOf = (origin: string) =>
    scrape
      .samples('manuel_search_load_duration_seconds_count', { manuel_search_origin: origin })
      .reduce((sum, { value }) => sum + value, 0);
  return { saved: countOf('saved'), built: countOf('built') };
}

/** What is kept of a workspace. */
async function kept(workspace: string): Promise<{ contents: number; embeddings: number; segments: number }> {
  const tables = ['contents', 'embeddings', 'segments'];
  const counts = tables.map(
    (table) => `(select count(*)::int from manuals.${table} where workspace = ?) as ${table}`,
  );
  const [row] = await one.rows<{ contents: number; embeddings: number; segments: number }>(
    `select ${counts.join(', ')}`,
    tables.map(() => workspace),
  );
  return row ?? { contents: -1, embeddings: -1, segments: -1 };
}

/** A manual of a part that many have and one that it alone has. */
const withNotice = (title: string) =>
  textBytes(
    `# Notice\n\n${'Keep it dry. '.repeat(25)}\n\n# ${title}\n\n${`The ${title} is yellow. `.repeat(20)}\n`,
  );

describe('every replica', () => {
  test('finds a manual that was added at another, and then does not find it when it was removed', async () => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    for (const process of [one, other]) expect(await found(process, author, 'chuck')).toEqual([drill]);
    const saw = await other.addReady(author, 'saw.md', newMarkdown('The chuck is red.'));
    for (const process of [one, other])
      expect((await found(process, author, 'chuck')).toSorted()).toEqual([drill, saw].toSorted());
    await other.remove(author, drill);
    for (const process of [one, other]) expect(await found(process, author, 'chuck')).toEqual([saw]);
  });

  test('loads what the ingestion saved and builds nothing', async () => {
    const author = newAuthor();
    const before = await loads(other);
    await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    expect(await found(other, author, 'chuck')).toHaveLength(1);
    expect(await found(other, author, 'chuck')).toHaveLength(1);
    expect(await loads(other)).toEqual({ saved: before.saved + 1, built: before.built });
  });
});

describe('a process that starts', () => {
  test('has what was saved in memory before anybody searches', async () => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    const restarted = await one.beside({ embedding: fakeEmbedding([embedder]) });
    try {
      const all = await one.rows('select manual_id from manuals.segments');
      await eventually(async () => expect(await loads(restarted)).toEqual({ saved: all.length, built: 0 }));
      expect(await found(restarted, author, 'chuck')).toEqual([drill]);
      expect(await loads(restarted)).toEqual({ saved: all.length, built: 0 });
    } finally {
      await restarted.stop();
    }
  });

  test.each([
    ['of another format', 'update manuals.segments set format = 0 where manual_id = ?'],
    ['missing', 'delete from manuals.segments where manual_id = ?'],
    ['of an older revision', 'update manuals.segments set revision = 0 where manual_id = ?'],
    ['broken', "update manuals.segment_parts set bytes = '\\x00' where manual_id = ?"],
  ])('finds what is in a manual whose saved index is %s', async (_what, damage) => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    await one.rows(damage, [drill]);
    const restarted = await one.beside({ embedding: fakeEmbedding([embedder]) });
    try {
      expect(await found(restarted, author, 'chuck')).toEqual([drill]);
    } finally {
      await restarted.stop();
    }
  });

  test('saves again what was of another format', async () => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    await one.rows('update manuals.segments set format = 0 where manual_id = ?', [drill]);
    // What starts while a file is read lets that go first.
    await one.untilIdle();
    const restarted = await one.beside({ embedding: fakeEmbedding([embedder]) });
    try {
      await eventually(async () => {
        const [row] = await one.rows<{ format: number }>(
          'select format from manuals.segments where manual_id = ?',
          [drill],
        );
        expect(row?.format).toBeGreaterThan(0);
      });
    } finally {
      await restarted.stop();
    }
  });

  test('leaves an index of a newer format alone', async () => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', newMarkdown('The chuck is yellow.'));
    await one.rows('update manuals.segments set format = 1000 where manual_id = ?', [drill]);
    const restarted = await one.beside({ embedding: fakeEmbedding([embedder]) });
    try {
      expect(await found(restarted, author, 'chuck')).toEqual([drill]);
      // The next one is indexed after it: what was to be saved has been.
      await restarted.addReady(author, 'saw.md', newMarkdown());
      expect(await one.rows('select format from manuals.segments where manual_id = ?', [drill])).toEqual([
        { format: 1000 },
      ]);
    } finally {
      await restarted.stop();
    }
  });
});

describe('what several manuals say', () => {
  test('is kept and embedded once, until the last of them is removed', async () => {
    const author = newAuthor();
    const drill = await one.addReady(author, 'drill.md', withNotice('chuck'));
    expect(await kept(author.workspace)).toEqual({ contents: 2, embeddings: 2, segments: 1 });
    embedder.asked.length = 0;
    const saw = await one.addReady(author, 'saw.md', withNotice('blade'));
    expect(embedder.asked.filter((text) => !text.startsWith('blade. '))).toEqual([]);
    expect(embedder.asked).not.toEqual([]);
    expect(await kept(author.workspace)).toEqual({ contents: 3, embeddings: 3, segments: 2 });
    await one.remove(author, drill);
    expect(await kept(author.workspace)).toEqual({ contents: 2, embeddings: 2, segments: 1 });
    expect(await found(one, author, 'keep dry')).toEqual([saw]);
    expect((await one.passages(saw)).map(({ heading }) => heading)).toEqual(['Notice', 'blade']);
    await one.remove(author, saw);
    expect(await kept(author.workspace)).toEqual({ contents: 0, embeddings: 0, segments: 0 });
  });

  test('is kept by each workspace for itself', async () => {
    const [author, stranger] = [newAuthor(), newAuthor()];
    await one.addReady(author, 'drill.md', withNotice('chuck'));
    embedder.asked.length = 0;
    await one.addReady(stranger, 'drill.md', withNotice('chuck'));
    expect(embedder.asked.some((text) => text.startsWith('Notice'))).toBe(true);
    expect(await kept(stranger.workspace)).toEqual({ contents: 2, embeddings: 2, segments: 1 });
  });
});

describe('an embedder that is away', () => {
  test('is stood in for by the next one, and embeds everything when it is back', async () => {
    const [preferred, standIn] = [new FakeEmbedder('preferred'), new FakeEmbedder('stand-in')];
    preferred.isAway = true;
    const manuals = await ManualsTester.start(await testDatabase('manuals', migrate), {
      embedding: fakeEmbedding([preferred, standIn]),
    });
    const models = async (table: string) =>
      (await manuals.rows<{ model: string }>(`select distinct model from manuals.${table}`)).map(
        ({ model }) => model,
      );
    try {
      await manuals.addReady(newAuthor(), 'drill.md', withNotice('chuck'));
      expect(await models('segments')).toEqual(['stand-in']);
      preferred.isAway = false;
      await manuals.untilIdle();
      const restarted = await manuals.beside({ embedding: fakeEmbedding([preferred, standIn]) });
      try {
        await eventually(async () => expect(await models('segments')).toEqual(['preferred']));
        expect(await models('embeddings')).toEqual(['preferred']);
      } finally {
        await restarted.stop();
      }
    } finally {
      await manuals.stop();
    }
  });
});
