import { expect, test } from 'vitest';
import { quantize } from './content-vectors.ts';
import { distinctPassages } from './distinct-passages.ts';
import type { RankedPassage } from './rank-passages.ts';
import { buildSegment } from './segment-builder.ts';

interface Given {
  readonly contentId: string;
  readonly keywords?: number;
  /** The direction of its vector, in degrees. */
  readonly degrees?: number;
  readonly model?: string;
}

function ranked(all: readonly Given[]): RankedPassage[] {
  return all.map(({ contentId, keywords = 0.5, degrees, model = 'one' }, place) => {
    const angle = ((degrees ?? 0) * Math.PI) / 180;
    const vector = Float32Array.of(Math.cos(angle), Math.sin(angle));
    const vectors = degrees === undefined ? null : quantize(vector, new Float32Array(), 8);
    const encoding = { model, dimensions: 2, wordModel: 'words', wordDimensions: 8 };
    const passage = { id: String(place), contentId, heading: null, text: 'lid', vectors };
    const segment = buildSegment(`m${place}`, 'en', [passage], vectors && encoding);
    return { segment, passage: 0, score: 1 - place / 10, keywords, coverage: 1, meaning: null, words: [] };
  });
}

/** The ids of each that is kept, with those that say the same. */
function kept(all: readonly Given[], first = 10): string[][] {
  const idOf = ({ segment, passage }: RankedPassage) => segment.passageId(passage);
  return distinctPassages(ranked(all), first).map(({ ranked: one, same }) => [idOf(one), ...same.map(idOf)]);
}

test('what has the same content as a better one is kept beside it, wherever it stands', () => {
  const all = [{ contentId: 'a' }, { contentId: 'b' }, { contentId: 'a' }, { contentId: 'a' }];
  expect(kept(all)).toEqual([['0', '2', '3'], ['1']]);
});

test('what stands below the last one that was asked for is told where it says the same as one of them', () => {
  const all = [{ contentId: 'a' }, { contentId: 'b' }, { contentId: 'c' }, { contentId: 'a' }];
  expect(kept(all, 1)).toEqual([['0', '3']]);
  expect(kept(all, 0)).toEqual([]);
});

test('nearly the same meaning and the same keywords say the same', () => {
  const pair = (first: Partial<Given>, second: Partial<Given>) =>
    kept([
      { contentId: 'a', ...first },
      { contentId: 'b', ...second },
    ]).length;
  expect(pair({ degrees: 30 }, { degrees: 40 })).toBe(1);
  expect(pair({ degrees: 30 }, { degrees: 50 })).toBe(2);
  expect(pair({ degrees: 30, keywords: 0.5 }, { degrees: 30, keywords: 0.55 })).toBe(2);
  expect(pair({ degrees: 30 }, { degrees: 30, model: 'two' })).toBe(2);
  expect(pair({}, {})).toBe(2);
});
