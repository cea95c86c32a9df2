import { randomUUID } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { type GraphqlAnswer, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { ManualsTester, newAuthor, newMarkdown, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());

const SEARCH = `query ($text: String!, $manualIds: [ID!], $product: String, $first: Int! = 10) {
  searchPassages(text: $text, manualIds: $manualIds, product: $product, first: $first) {
    score coverage passage { text page heading manual { id } }
  }
}`;

const search = (caller: Caller, text: string, limits: object = {}): Promise<GraphqlAnswer> =>
  manuals.served.as(caller).send(SEARCH, { text, ...limits });

function manualsIn(answer: GraphqlAnswer): unknown[] {
  // A list in this query.
  const hits = answer.at('searchPassages') as { passage: { manual: { id: string } } }[];
  return hits.map(({ passage }) => passage.manual.id);
}

async function drillAndSaw() {
  const author = newAuthor();
  const drill = await manuals.addReady(author, 'drill.md', newMarkdown('Clean the chuck with a dry brush.'), {
    product: 'drill',
  });
  const saw = await manuals.addReady(
    author,
    'saw.md',
    newMarkdown('Clean the blade with a dry brush. The brush must be dry. A dry brush cleans best.'),
    { product: 'saw' },
  );
  return { author, drill, saw };
}

describe('a search', () => {
  test('finds passages of all manuals, best first', async () => {
    const { author, drill, saw } = await drillAndSaw();
    const answer = await search(author, 'How do I clean the chuck with a brush?');
    expect(manualsIn(answer)).toEqual([drill, saw]);
    const [best, second] = answer.at('searchPassages') as { score: number; coverage: number }[];
    expect(best?.score).toBeGreaterThan(second?.score ?? Number.POSITIVE_INFINITY);
    expect(best?.coverage).toBeCloseTo(1);
    expect(second?.coverage).toBeLessThan(1);
  });

  test.each([
    ['named manuals', (of: { saw: string }) => ({ manualIds: [of.saw] })],
    ['those of a product', () => ({ product: 'saw' })],
    [
      'both at once',
      (of: { saw: string; drill: string }) => ({ manualIds: [of.saw, of.drill], product: 'saw' }),
    ],
    ['named manuals beside what is no id', (of: { saw: string }) => ({ manualIds: [of.saw, 'drill', ''] })],
  ])('goes through %s alone', async (_what, limits) => {
    const found = await drillAndSaw();
    expect(manualsIn(await search(found.author, 'clean with a dry brush', limits(found)))).toEqual([
      found.saw,
    ]);
  });

  test.each([
    ['no manuals', { manualIds: [] }],
    ['unknown manuals', { manualIds: [randomUUID()] }],
    ['an unknown product', { product: 'lathe' }],
  ])('through %s finds nothing', async (_what, limits) => {
    const { author } = await drillAndSaw();
    (await search(author, 'clean with a dry brush', limits)).expectData({ searchPassages: [] });
  });

  test('for words that stand nowhere finds nothing', async () => {
    const { author } = await drillAndSaw();
    (await search(author, 'zzyzx')).expectData({ searchPassages: [] });
    (await search(author, '?!')).expectData({ searchPassages: [] });
  });

  test('gives as many as were asked for', async () => {
    const { author } = await drillAndSaw();
    expect(manualsIn(await search(author, 'clean with a dry brush', { first: 1 }))).toHaveLength(1);
  });

  test("never finds another workspace's passages, also by their manual's id", async () => {
    const { drill } = await drillAndSaw();
    const stranger = newAuthor({ roles: ['admin'] });
    (await search(stranger, 'clean the chuck')).expectData({ searchPassages: [] });
    (await search(stranger, 'clean the chuck', { manualIds: [drill] })).expectData({ searchPassages: [] });
  });

  test('does not find a manual that was removed', async () => {
    const { author, drill, saw } = await drillAndSaw();
    expect(manualsIn(await search(author, 'clean with a dry brush'))).toHaveLength(2);
    await manuals.remove(author, drill);
    expect(manualsIn(await search(author, 'clean with a dry brush'))).toEqual([saw]);
  });

  test('does not find a manual that could not be read', async () => {
    const author = newAuthor();
    await manuals.ended(author, await manuals.addFile(author, 'broken.pdf', textBytes('%PDF-1.7\nchuck')));
    (await search(author, 'chuck')).expectData({ searchPassages: [] });
  });
});

test.each([
  ['nothing', '', {}, /empty/],
  ['spaces', ' \n\t', {}, /empty/],
  ['4,001 characters', 'x'.repeat(4_001), {}, /4001/],
  ['no passages', 'brush', { first: 0 }, /1 to 50/],
  ['51 passages', 'brush', { first: 51 }, /1 to 50/],
  ['1,001 manuals', 'brush', { manualIds: Array.from({ length: 1_001 }, () => 'x') }, /1000/],
  ['a product with a NUL', 'brush', { product: '\u0000' }, /NUL/],
])('a search for %s is refused', async (_what, text, limits, sentence) => {
  (await search(newAuthor(), text, limits)).expectError('INVALID_INPUT', sentence);
});
