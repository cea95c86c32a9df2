import { terms } from '@manuel/text';
import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../../test/random-numbers.ts';
import { KeywordScores } from './keyword-scores.ts';
import type { Segment } from './segment.ts';
import { buildSegment, type SegmentPassage } from './segment-builder.ts';

function passage(id: string, text: string, heading: string | null = null): SegmentPassage {
  return { id, text, heading };
}

/** Scores and coverages of all passages, segment after segment. */
function scored(segments: readonly Segment[], question: string) {
  const keywords = new KeywordScores(segments, question);
  const all = segments.map((segment) => keywords.of(segment));
  return {
    scores: all.flatMap(({ scores }) => [...scores]),
    coverage: all.flatMap(({ coverage }) => [...coverage]),
  };
}

function expectClose(found: readonly number[], expected: readonly number[], text = ''): void {
  expect(found, text).toHaveLength(expected.length);
  for (const [place, number] of expected.entries()) expect(found[place], text).toBeCloseTo(number, 5);
}

describe('a tiny example computed by hand', () => {
  // Three passages of 2, 4 and 2 terms: the average is 8/3.
  const segment = buildSegment('m', 'en', [
    passage('a', 'filter pump'),
    passage('b', 'filter filter hose lid'),
    passage('c', 'lamp lid'),
  ]);
  // "filter" is in 2 of 3: idf = ln(1 + 1.5/2.5); "pump" in 1 of 3: ln(1 + 2.5/1.5); "motor" in none: ln(1 + 3.5/0.5).
  const filter = Math.log(1.6);
  const pump = Math.log(1 + 2.5 / 1.5);
  const motor = Math.log(8);

  test('scores are those of the formula, as a share of the idf of all terms', () => {
    // Length 2: 0.8 + 0.2 * 2 / (8/3) = 0.95; once: 1 / (1 + 0.2 * 0.95) = 1 / 1.19.
    // Length 4: 0.8 + 0.2 * 1.5 = 1.1; twice: 2 / (2 + 0.2 * 1.1) = 2 / 2.22.
    const share = filter / (filter + pump);
    const { scores, coverage } = scored([segment], 'filter pump');
    expectClose(scores, [1 / 1.19, (share * 2) / 2.22, 0]);
    expectClose(coverage, [1, share, 0]);
  });

  test('a term that occurs nowhere lowers the coverage the most', () => {
    expectClose(scored([segment], 'pump motor').coverage, [pump / (pump + motor), 0, 0]);
  });

  test('a repeated word of the question counts once', () => {
    expect(scored([segment], 'pump pumps PUMP')).toEqual(scored([segment], 'pump'));
  });

  test('tells the terms of the question and how rare each is', () => {
    const keywords = new KeywordScores([segment], 'How do the filters pump?');
    expect(keywords.termsFor(segment)).toEqual(['filter', 'pump']);
    expectClose(
      ['filter', 'pump', 'lid'].map((term) => keywords.idfOf(term)),
      [filter, pump, 0],
    );
  });
});

test('a heading counts as if its words stood twice in the text', () => {
  const headed = buildSegment('m', 'en', [passage('a', 'lid', 'Filter'), passage('b', 'lamp')]);
  const written = buildSegment('m', 'en', [passage('a', 'lid filter filter'), passage('b', 'lamp')]);
  expect(scored([headed], 'filter')).toEqual(scored([written], 'filter'));
});

test('an error code is found however its hyphen is written', () => {
  const segment = buildSegment('m', 'en', [
    passage('a', 'E-24: the pump is blocked'),
    passage('b', 'E-25: no water'),
  ]);
  for (const question of ['E-24', 'e24', 'error E–24?']) {
    const [right = 0, wrong = 0] = scored([segment], question).scores;
    expect(right, question).toBeGreaterThan(wrong);
  }
});

test('each manual is searched by the terms of its language', () => {
  const english = buildSegment('en', 'en', [passage('a', 'clean the filters')]);
  const german = buildSegment('de', 'de', [passage('b', 'die filters die')]);
  const { scores } = scored([english, german], 'filters');
  expect(scores.filter((score) => score > 0)).toHaveLength(2);
  // A stop word in German, and so neither searched nor counted there.
  const keywords = new KeywordScores([english, german], 'die');
  expect([english, german].map((segment) => keywords.termsFor(segment))).toEqual([['die'], []]);
  expect(keywords.idfOf('die')).toBeCloseTo(Math.log(1 + 2.5 / 0.5), 12);
});

test('nothing is scored in no manuals, by no words or by unknown words', () => {
  const segment = buildSegment('m', 'en', [passage('a', 'filter')]);
  expect(scored([], 'filter').scores).toEqual([]);
  for (const question of ['how do I', 'motor', ''])
    expect(scored([segment], question), question).toEqual({ scores: [0], coverage: [0] });
  expect(scored([buildSegment('empty', 'en', [])], 'filter').scores).toEqual([]);
});

test('many segments together score as one plain pass over all passages does', () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 30; round++) {
    const manuals = Array.from({ length: 1 + random(4) }, () =>
      Array.from({ length: random(12) }, () => randomPassage(random)),
    );
    const question = randomText(1 + random(5), random);
    const segments = manuals.map((passages, index) => buildSegment(`manual-${index}`, 'en', passages));
    const found = scored(segments, question);
    const expected = plainScores(manuals.flat(), question);
    expectClose(found.scores, expected.scores, question);
    expectClose(found.coverage, expected.coverage, question);
  }
});

const WORDS = [
  'filter',
  'pump',
  'hose',
  'lid',
  'lamp',
  'motor',
  'E-24',
  'fuse',
  'valve',
  'cable',
  'the',
  'bracket',
];

function randomText(length: number, random: (limit: number) => number): string {
  return Array.from({ length }, () => WORDS[random(WORDS.length)]).join(' ');
}

function randomPassage(random: (limit: number) => number): SegmentPassage {
  return passage('', randomText(random(20), random), random(2) === 0 ? null : randomText(2, random));
}

/** BM25 written down as directly as possible. */
function plainScores(passages: readonly SegmentPassage[], question: string) {
  const all = passages.map(({ heading, text }) => {
    const inHeading = terms(heading ?? '', 'en');
    return [...terms(text, 'en'), ...inHeading, ...inHeading];
  });
  const average = all.reduce((sum, own) => sum + own.length, 0) / all.length;
  const wanted = [...new Set(terms(question, 'en'))].map((term) => {
    const holders = all.filter((own) => own.includes(term)).length;
    return { term, idf: Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5)) };
  });
  const whole = wanted.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const sumOver = (gainOf: (term: string) => number) =>
    wanted.reduce((sum, { term, idf }) => sum + (idf / whole) * gainOf(term), 0);
  return {
    scores: all.map((own) =>
      sumOver((term) => {
        const count = own.filter((other) => other === term).length;
        return count / (count + 0.2 * (0.8 + (0.2 * own.length) / average));
      }),
    ),
    coverage: all.map((own) => sumOver((term) => (own.includes(term) ? 1 : 0))),
  };
}
