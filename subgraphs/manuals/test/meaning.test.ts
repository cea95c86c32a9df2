import { openEmbedders } from '@manuel/embedding';
import type { Caller } from '@manuel/identity';
import { silentLog, testDatabase } from '@manuel/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { ManualsTester, newAuthor, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate), {
  embedding: openEmbedders(silentLog),
});
afterAll(() => manuals.stop());

const SEARCH = `query ($text: String!) {
  searchPassages(text: $text) {
    score coverage confidence
    passage { id heading manual { id } }
    same { id manual { id } }
    why { keywords meaning words { word similarity } matchedTerms missingTerms threshold }
  }
}`;

interface Hit {
  readonly score: number;
  readonly coverage: number;
  readonly confidence: number;
  readonly passage: {
    readonly id: string;
    readonly heading: string;
    readonly manual: { readonly id: string };
  };
  readonly same: readonly { readonly id: string; readonly manual: { readonly id: string } }[];
  readonly why: {
    readonly keywords: number;
    readonly meaning: number | null;
    readonly words: readonly { readonly word: string; readonly similarity: number }[];
    readonly matchedTerms: readonly string[];
    readonly missingTerms: readonly string[];
    readonly threshold: number;
  };
}

async function search(caller: Caller, text: string): Promise<Hit[]> {
  const answer = await manuals.served.as(caller).send(SEARCH, { text });
  // A list of what the query asks for.
  return answer.at('searchPassages') as Hit[];
}

const SECTIONS = {
  Cleaning:
    'Wipe the housing with a damp cloth once a month. Never use solvents, as they dissolve the paint.',
  Lamp: 'To replace a defective lamp, pull the plug, unscrew the glass and turn the lamp to the left.',
  Noise: 'A loud noise while the machine runs comes from a worn belt. Have the belt tightened by a mechanic.',
  Storage: 'Keep the machine in a dry room above five degrees. Frost damages the pump and the hoses.',
};

/** One section after the other, each long enough to be a passage of its own. */
const manualOf = (title: string, sections: Readonly<Record<string, string>>) =>
  textBytes(
    Object.entries(sections)
      .map(([heading, text]) => `# ${heading}\n\n${`${text} `.repeat(4)}`)
      .concat(`# ${title}\n\n${`The ${title} is yellow. `.repeat(20)}`)
      .join('\n\n'),
  );

const author = newAuthor();
const washer = await manuals.addReady(author, 'washer.md', manualOf('washer', SECTIONS));

describe('a search by meaning', () => {
  test.each([
    ['How can I swap a broken bulb?', 'Lamp'],
    ['Why does it rattle so much?', 'Noise'],
    ['Where should it stay during winter?', 'Storage'],
    ['May I scrub the case with acetone?', 'Cleaning'],
  ])('finds for "%s" what says it in other words', async (text, heading) => {
    const [best] = await search(author, text);
    expect(best?.passage.heading, JSON.stringify(best)).toBe(heading);
    expect(best?.passage.manual.id).toBe(washer);
    expect(best?.why.meaning).toBeGreaterThan(0);
  });

  test('tells why: scores of each part, the nearness of each word, and terms that match or do not', async () => {
    const [best, second] = await search(author, 'How do I replace a broken lamp?');
    expect(best?.passage.heading).toBe('Lamp');
    const { keywords, meaning, words = [], matchedTerms, missingTerms, threshold = 1 } = best?.why ?? {};
    expect([matchedTerms, missingTerms]).toEqual([['replac', 'lamp'], ['broken']]);
    expect(words.map(({ word }) => word)).toEqual(['replace', 'broken', 'lamp']);
    const nearness = new Map(words.map(({ word, similarity }) => [word, similarity]));
    expect(nearness.get('lamp')).toBeGreaterThan(nearness.get('broken') ?? 1);
    expect(keywords).toBeGreaterThan(second?.why.keywords ?? 1);
    expect(meaning).toBeGreaterThan(second?.why.meaning ?? 1);
    expect(best?.score).toBeGreaterThan(second?.score ?? 1);
    expect(best?.confidence).toBeGreaterThan(threshold);
  });

  test('is less sure than it need be of what the manual does not tell', async () => {
    for (const text of ['What is the capital of France?', 'How do I pair the lamp with Bluetooth?']) {
      const hits = await search(author, text);
      const confidences = new Set(hits.map(({ confidence }) => confidence));
      expect(confidences.size).toBe(1);
      for (const { confidence, why } of hits) expect(confidence, text).toBeLessThan(why.threshold);
    }
  });
});

test('what two manuals say is one hit, which names both', async () => {
  const owner = newAuthor();
  const [first, second] = [
    await manuals.addReady(owner, 'drill.md', manualOf('drill', { Lamp: SECTIONS.Lamp })),
    await manuals.addReady(owner, 'saw.md', manualOf('saw', { Lamp: SECTIONS.Lamp })),
  ];
  const [hit, ...others] = await search(owner, 'replace a lamp');
  expect(hit?.same).toHaveLength(1);
  const named = [hit?.passage, ...(hit?.same ?? [])].map((passage) => passage?.manual.id ?? '');
  expect(named.toSorted()).toEqual([first, second].toSorted());
  expect(new Set([hit?.passage.id, hit?.same[0]?.id]).size).toBe(2);
  expect(others.filter(({ passage }) => passage.heading === 'Lamp')).toEqual([]);
});
