import { describe, expect, test } from 'vitest';
import { MODEL, readQuestion, readSegment } from '../../test/read-texts.ts';
import { type RankedPassage, rankPassages, WEIGHTS } from './rank-passages.ts';
import type { Segment } from './segment.ts';
import { buildSegment } from './segment-builder.ts';

const drill = readSegment('drill', [
  'Clean the chuck with a brush',
  'Replace the lamp of the drill',
  'The warranty ends after two years',
]);

function idsOf(ranked: readonly RankedPassage[]): string[] {
  return ranked.map(({ segment, passage }) => segment.passageId(passage));
}

function plainSegment(manualId: string, texts: readonly string[]): Segment {
  const passages = texts.map((text, place) => ({ id: `${manualId}/${place}`, heading: null, text }));
  return buildSegment(manualId, 'en', passages);
}

describe('the order', () => {
  test('is that of the scores, best first', () => {
    const ranked = rankPassages([drill], readQuestion('chuck brush drill'));
    expect(idsOf(ranked)).toEqual(['drill/0', 'drill/1', 'drill/2']);
    const scores = ranked.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('of equal scores is that of manual and passage, however the segments are given', () => {
    const [a, b] = [readSegment('a', ['filter', 'filter']), readSegment('b', ['filter'])];
    for (const segments of [
      [a, b],
      [b, a],
    ])
      expect(idsOf(rankPassages(segments, readQuestion('filter')))).toEqual(['a/0', 'a/1', 'b/0']);
  });
});

describe('a candidate', () => {
  test('by its meaning alone shares no word with the question', () => {
    const [first] = rankPassages([drill], readQuestion('How do I swap a bulb?'));
    expect(first && idsOf([first])).toEqual(['drill/1']);
    expect(first?.keywords).toBe(0);
    expect(first?.meaning).toBeGreaterThan(0.2);
  });

  test('by its keywords alone is farther from the question than many others', () => {
    const near = Array.from({ length: 200 }, () => 'lamp bulb');
    const far = `bulb ${Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ')}`;
    const segment = readSegment('m', [...near, far]);
    const question = { ...readQuestion('lamp lid'), text: 'word7' };
    expect(idsOf(rankPassages([segment], question))).toContain('m/200');
    expect(idsOf(rankPassages([segment], { ...question, text: 'nowhere' }))).not.toContain('m/200');
  });

  test('is not what has none of the words, where nothing is read', () => {
    const question = { text: 'chuck', vectors: new Map(), words: null };
    expect(idsOf(rankPassages([drill], question))).toEqual(['drill/0']);
    expect(rankPassages([drill], { ...question, text: 'nowhere' })).toEqual([]);
    expect(rankPassages([], readQuestion('chuck'))).toEqual([]);
  });
});

test('a long question is compared by its rarest words', () => {
  const { words, ...question } = readQuestion('lamp '.repeat(60));
  if (words === null) throw new Error('The question was not read.');
  const rarities = words.texts.map((_, place) => (place === 59 ? 2 : 1));
  const [first] = rankPassages([drill], { ...question, words: { ...words, rarities } });
  expect(first?.words).toHaveLength(32);
  expect(first?.words.at(-1)?.rarity).toBe(2);
});

describe('the score', () => {
  const whole = WEIGHTS.words + WEIGHTS.keywords + WEIGHTS.meaning;

  test('weighs the mean of the words, the keywords and the meaning', () => {
    const ranked = rankPassages([drill], readQuestion('chuck lamp'));
    expect(ranked).toHaveLength(3);
    for (const { score, words, keywords, meaning } of ranked) {
      expect(words.map(({ word }) => word)).toEqual(['chuck', 'lamp']);
      const mean = words.reduce((sum, { similarity }) => sum + similarity, 0) / 2;
      const parts = WEIGHTS.words * mean + WEIGHTS.keywords * keywords + WEIGHTS.meaning * (meaning ?? 0);
      expect(score).toBeCloseTo(parts / whole, 10);
    }
  });

  test('is that of the keywords where nothing else is known', () => {
    const [first] = rankPassages([plainSegment('plain', ['chuck', 'lamp'])], readQuestion('chuck'));
    expect(first).toMatchObject({ meaning: null, words: [], coverage: 1 });
    expect(first?.score).toBeCloseTo(first?.keywords ?? Number.NaN, 10);
  });

  test('takes the keywords for the words where words were not read', () => {
    const [first] = rankPassages([drill], { ...readQuestion('chuck'), words: null });
    const { keywords = 0, meaning = null, score } = first ?? {};
    expect(meaning).toBeGreaterThan(0);
    const parts = (WEIGHTS.words + WEIGHTS.keywords) * keywords + WEIGHTS.meaning * (meaning ?? 0);
    expect(score).toBeCloseTo(parts / whole, 10);
  });
});

describe('words', () => {
  test('are those of the question but stop words of the language', () => {
    const wordsOf = (text: string, segment = drill) =>
      rankPassages([segment], readQuestion(text))[0]?.words.map(({ word }) => word);
    expect(wordsOf('How do I clean the chuck?')).toEqual(['clean', 'chuck']);
    expect(wordsOf('do I the')).toEqual([]);
    const german = readSegment('bohrer', ['die Lampe'], 'de');
    expect(wordsOf('die Lampe do', german)).toEqual(['lampe', 'do']);
  });

  test('say how near each is to the nearest word of the passage', () => {
    const ranked = rankPassages([drill], readQuestion('bulb warranty'));
    const lamp = ranked.find((one) => idsOf([one])[0] === 'drill/1');
    const [bulb, warranty] = lamp?.words ?? [];
    expect(bulb?.similarity).toBeCloseTo(1, 1);
    expect(warranty?.similarity).toBeLessThan(0.3);
  });

  test('read by another model than those of the passages are not compared with them', () => {
    const { words, ...question } = readQuestion('chuck');
    const other = { ...question, words: words && { ...words, model: 'dictionary/0' } };
    for (const one of rankPassages([drill], other)) expect(one.words).toEqual([]);
  });
});

describe('the meaning', () => {
  test('is not known of what another model embedded', () => {
    const question = readQuestion('chuck');
    const [vector = new Float32Array()] = question.vectors.values();
    const ranked = rankPassages([drill], { ...question, vectors: new Map([['other', vector]]) });
    expect(ranked.map(({ meaning }) => meaning)).toEqual([null]);
  });

  test('is not known of a passage without a vector beside others that have one', () => {
    const passages = [{ id: 'a', heading: null, text: 'chuck' }];
    const ranked = rankPassages([buildSegment('m', 'en', passages, MODEL)], readQuestion('chuck'));
    expect(ranked.map(({ meaning, words }) => ({ meaning, words }))).toEqual([{ meaning: null, words: [] }]);
  });
});
