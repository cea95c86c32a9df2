import { describe, expect, test } from 'vitest';
import { CONFIDENCE_TO_ANSWER, confidenceOf, evidenceOf } from './confidence.ts';
import { Lexicon } from './lexicon.ts';
import type { RankedPassage, WordMatch } from './rank-passages.ts';
import { buildSegment } from './segment-builder.ts';

const TEXTS = ['Clean the chuck with a brush', 'Replace the lamp', 'The drill is yellow', 'Oil the gear'];
const segment = buildSegment(
  'drill',
  'en',
  TEXTS.map((text, place) => ({ id: String(place), heading: null, text })),
);
const lexicon = new Lexicon([segment]);

/** Words with how near they are to a passage, all of them rare. */
function near(words: Readonly<Record<string, number>>): WordMatch[] {
  return Object.entries(words).map(([word, similarity]) => ({ word, similarity, rarity: 1 }));
}

function ranked(changes: Partial<RankedPassage> = {}): RankedPassage {
  const words = near({ clean: 0.9, chuck: 0.95, brush: 0.9 });
  return {
    ...{ segment, passage: 0, score: 0.85, keywords: 0.9, coverage: 1, meaning: 0.7, words },
    ...changes,
  };
}

const SURE = ranked();

describe('a question', () => {
  test("in the manual's words is sure", () => {
    expect(confidenceOf([SURE], [], lexicon)).toBeGreaterThan(0.9);
  });

  test("in other words than the manual's is sure when each is met halfway", () => {
    const words = near({ tidy: 0.6, jaws: 0.6, bristles: 0.6 });
    const other = ranked({ words, keywords: 0, coverage: 0, meaning: 0.6, score: 0.55 });
    expect(confidenceOf([other], [], lexicon)).toBeGreaterThan(CONFIDENCE_TO_ANSWER);
  });

  test('with a name that no manual has is not', () => {
    const words = near({ clean: 0.9, chuck: 0.9, x200: 0.3 });
    const named = ranked({ words });
    expect(confidenceOf([named], ['X200'], lexicon)).toBeLessThan(CONFIDENCE_TO_ANSWER);
    expect(confidenceOf([named], ['X200'], lexicon)).toBeLessThan(confidenceOf([named], [], lexicon));
  });

  test('all of whose words but one are met is not', () => {
    const open = ranked({ words: near({ clean: 0.9, chuck: 0.9, warranty: 0.1 }) });
    expect(confidenceOf([open], [], lexicon)).toBeLessThan(CONFIDENCE_TO_ANSWER);
  });

  test('of another matter is not', () => {
    const words = near({ capital: 0.2, france: 0.15 });
    const far = ranked({ words, keywords: 0, coverage: 0, meaning: 0.05, score: 0.15 });
    expect(confidenceOf([far], [], lexicon)).toBeLessThan(0.1);
  });

  test('for which nothing was found is not at all', () => {
    expect(confidenceOf([], [], lexicon)).toBe(0);
  });
});

describe('where no model reads', () => {
  test.each([
    ['words', { words: [] }],
    ['meanings', { meaning: null }],
  ])('%s, the coverage decides', (_what, missing) => {
    const of = (coverage: number) => confidenceOf([ranked({ ...missing, coverage })], [], lexicon);
    expect(of(1)).toBe(1);
    expect(of(0.5)).toBeGreaterThan(CONFIDENCE_TO_ANSWER);
    expect(of(0.4)).toBeLessThan(CONFIDENCE_TO_ANSWER);
    expect(of(0)).toBe(0);
  });
});

describe('the evidence', () => {
  test('counts a word that stands in the passage as met, whatever the model makes of it', () => {
    const words = near({ clean: 0.1, chucks: 0.1 });
    const { covered, open } = evidenceOf([ranked({ words })], [], lexicon);
    expect(covered).toBeCloseTo(0.85);
    expect(open).toBeCloseTo(0.15);
    expect(evidenceOf([ranked({ words, passage: 1 })], [], lexicon).covered).toBeCloseTo(0.1);
  });

  test("counts the manual's own name as met in every passage", () => {
    const named = buildSegment(
      'own',
      'en',
      ['Lid of the Stanza', 'Lamp of the Stanza', 'Gear of the Stanza', 'Oil'].map((text, place) => ({
        ...{ id: String(place), heading: null, text },
      })),
    );
    const words = [{ word: 'stanza', similarity: 0.1, rarity: 1.5 }];
    const one = ranked({ segment: named, passage: 3, words });
    expect(evidenceOf([one], [], new Lexicon([named])).covered).toBeCloseTo(0.75);
  });

  test('is of the three best, each at its best, and of the nearest of the candidates', () => {
    const below = ranked({ words: near({ clean: 0 }), passage: 2, score: 0.9, meaning: 0.2 });
    const all = [below, SURE, below, ranked({ score: 1, meaning: 0.6 })];
    const { covered, score, cosine } = evidenceOf(all, [], lexicon);
    expect(covered).toBeGreaterThan(0.8);
    expect(score).toBe(0.9);
    expect(cosine).toBeCloseTo((0.7 + 0.6 + 0.2) / 3);
  });

  test('tells the share of words that the manual has nowhere, rare ones counting more', () => {
    const words = [
      { word: 'lamp', similarity: 0.5, rarity: 1 },
      { word: 'warranty', similarity: 0.5, rarity: 2 },
    ];
    const { unknown, strangeName } = evidenceOf([ranked({ words })], ['lamps'], lexicon);
    expect(unknown).toBeCloseTo(2 / 3);
    expect(strangeName).toBe(0);
  });

  test('a hole is one word that is open while all others are met', () => {
    const holeOf = (words: Readonly<Record<string, number>>) =>
      evidenceOf([ranked({ passage: 3, words: near(words) })], [], lexicon).hole;
    expect(holeOf({ lamp: 0.9, chuck: 0.9, warranty: 0.2 })).toBeCloseTo(0.8);
    expect(holeOf({ lamp: 0.2, chuck: 0.4, warranty: 0.2 })).toBe(0);
    expect(holeOf({ lamp: 1, chuck: 1 })).toBe(0);
  });
});
