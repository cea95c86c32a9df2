import { terms } from '@manuel/text';
import { describe, expect, test } from 'vitest';
import { type Hit, searchSegments } from './bm25.ts';
import { buildSegment, type SegmentPassage } from './segment-builder.ts';

function passage(id: string, text: string, heading: string | null = null): SegmentPassage {
  return { id, text, heading };
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

  test('scores are those of the formula', () => {
    const [first, second] = searchSegments([segment], 'filter pump', 10);
    // Length 2: 1 - 0.5 + 0.5 * 2 / (8/3) = 0.875; once: 2.2 / (1 + 1.2 * 0.875) = 2.2 / 2.05.
    expect(first).toMatchObject({ passageId: 'a', coverage: 1 });
    expect(first?.score).toBeCloseTo(((filter + pump) * 2.2) / 2.05, 12);
    // Length 4: 0.5 + 0.5 * 1.5 = 1.25; twice: 2 * 2.2 / (2 + 1.2 * 1.25) = 4.4 / 3.5.
    expect(second?.passageId).toBe('b');
    expect(second?.score).toBeCloseTo((filter * 4.4) / 3.5, 12);
    expect(second?.coverage).toBeCloseTo(filter / (filter + pump), 12);
  });

  test('a term that occurs nowhere lowers the coverage the most', () => {
    const [hit] = searchSegments([segment], 'pump motor', 10);
    expect(hit?.coverage).toBeCloseTo(pump / (pump + motor), 12);
  });

  test('a repeated word of the query counts once', () => {
    expect(searchSegments([segment], 'pump pumps PUMP', 10)).toEqual(searchSegments([segment], 'pump', 10));
  });
});

test('a heading counts as if its words stood twice in the text', () => {
  const headed = buildSegment('m', 'en', [passage('a', 'lid', 'Filter'), passage('b', 'lamp')]);
  const written = buildSegment('m', 'en', [passage('a', 'lid filter filter'), passage('b', 'lamp')]);
  expect(searchSegments([headed], 'filter', 5)).toEqual(searchSegments([written], 'filter', 5));
});

test('an error code is found however its hyphen is written', () => {
  const segment = buildSegment('m', 'en', [
    passage('a', 'E-24: the pump is blocked'),
    passage('b', 'E-25: no water'),
  ]);
  for (const query of ['E-24', 'e24', 'error E–24?']) {
    expect(searchSegments([segment], query, 1)[0]?.passageId).toBe('a');
  }
});

test('equal scores stand in the order of manual and passage, however the segments are given', () => {
  const one = buildSegment('one', 'en', [passage('1', 'filter'), passage('2', 'filter')]);
  const two = buildSegment('two', 'en', [passage('0', 'filter')]);
  for (const segments of [
    [one, two],
    [two, one],
  ]) {
    expect(searchSegments(segments, 'filter', 9).map(({ passageId }) => passageId)).toEqual(['1', '2', '0']);
    expect(searchSegments(segments, 'filter', 2).map(({ passageId }) => passageId)).toEqual(['1', '2']);
  }
});

test('each manual is searched by the terms of its language', () => {
  const english = buildSegment('en', 'en', [passage('a', 'clean the filters')]);
  const german = buildSegment('de', 'de', [passage('b', 'die filters die')]);
  const hits = searchSegments([english, german], 'filters', 5);
  expect(hits.map(({ passageId }) => passageId).sort()).toEqual(['a', 'b']);
});

test('nothing is found in no manuals, by no words, by unknown words or when nothing is wanted', () => {
  const segment = buildSegment('m', 'en', [passage('a', 'filter')]);
  expect(searchSegments([], 'filter', 5)).toEqual([]);
  expect(searchSegments([segment], 'how do I', 5)).toEqual([]);
  expect(searchSegments([segment], 'motor', 5)).toEqual([]);
  expect(searchSegments([segment], 'filter', 0)).toEqual([]);
  expect(searchSegments([buildSegment('empty', 'en', [])], 'filter', 5)).toEqual([]);
});

describe('many segments together', () => {
  test('give what one plain pass over all passages gives', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 30; round++) {
      const manuals = Array.from({ length: 1 + random(4) }, (_, index) => ({
        manualId: `manual-${index}`,
        passages: Array.from({ length: random(12) }, (_, number) =>
          randomPassage(`${index}/${number}`, random),
        ),
      }));
      const query = randomText(1 + random(5), random);
      const segments = manuals.map(({ manualId, passages }) => buildSegment(manualId, 'en', passages));
      const found = searchSegments(segments, query, 5);
      const expected = naiveSearch(manuals, query).slice(0, 5);
      expect(
        found.map(({ passageId }) => passageId),
        query,
      ).toEqual(expected.map(({ passageId }) => passageId));
      for (const [index, hit] of found.entries()) {
        expect(hit.score).toBeCloseTo(expected[index]?.score ?? Number.NaN, 9);
        expect(hit.coverage).toBeCloseTo(expected[index]?.coverage ?? Number.NaN, 9);
      }
    }
  });
});

/** Numbers from 0 up to but without `limit`, the same in every run (a linear congruential generator). */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

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

function randomPassage(id: string, random: (limit: number) => number): SegmentPassage {
  return passage(id, randomText(random(20), random), random(2) === 0 ? null : randomText(2, random));
}

/** BM25 written down as directly as possible. */
function naiveSearch(manuals: { manualId: string; passages: SegmentPassage[] }[], query: string): Hit[] {
  const all = manuals.flatMap(({ manualId, passages }) =>
    passages.map(({ id, heading, text }) => {
      const inHeading = terms(heading ?? '', 'en');
      return { manualId, passageId: id, terms: [...terms(text, 'en'), ...inHeading, ...inHeading] };
    }),
  );
  const average = all.reduce((sum, { terms }) => sum + terms.length, 0) / all.length;
  const wanted = [...new Set(terms(query, 'en'))].map((term) => {
    const holders = all.filter((candidate) => candidate.terms.includes(term)).length;
    return { term, idf: Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5)) };
  });
  const whole = wanted.reduce((sum, { idf }) => sum + idf, 0);
  const hits = all.map(({ manualId, passageId, terms: own }) => {
    let score = 0;
    let covered = 0;
    for (const { term, idf } of wanted) {
      const count = own.filter((candidate) => candidate === term).length;
      if (count === 0) continue;
      score += (idf * count * 2.2) / (count + 1.2 * (0.5 + (0.5 * own.length) / average));
      covered += idf;
    }
    return { manualId, passageId, score, coverage: covered / whole };
  });
  // Array sort is stable, so equal scores keep the order of manuals and passages.
  return hits.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
}
