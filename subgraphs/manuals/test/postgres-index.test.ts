import { StartFailure } from '@manuel/service';
import { testDatabase } from '@manuel/testkit';
import { PgliteDatabase } from '@manuel/testkit/pglite';
import { terms } from '@manuel/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { PostgresIndex } from '../src/repositories/postgres-index.ts';
import { preparePostgresIndex } from '../src/repositories/postgres-index-schema.ts';
import type { Candidate, CandidateQuery, IndexedManual } from '../src/search/candidates.ts';
import { KeywordScores } from '../src/search/keyword-scores.ts';
import { buildSegment } from '../src/search/segment-builder.ts';
import { migrate } from './migrate.ts';
import { dot, randomNumbers, randomVector } from './random-numbers.ts';

const url = await testDatabase('manuals', migrate);

interface Written {
  readonly id: string;
  readonly heading: string | null;
  readonly text: string;
  readonly vector: Float32Array | null;
}

interface WrittenManual {
  readonly id: string;
  readonly language: string;
  readonly model: string | null;
  readonly passages: Written[];
}

const WORKSPACE = 'acme';
const DIMENSIONS = 8;
const WEIGHTS = { k1: 0.2, b: 0.2, heading: 2 };
const WORDS = [
  'filter',
  'pumps',
  'the',
  'lid',
  'lamp',
  'E-24',
  'die',
  'Filter',
  'cleaning',
  '"quoted\\',
  '{a,b}',
];
const random = randomNumbers(11);
const idOf = (kind: number, number: number) =>
  `00000000-0000-7000-${8000 + kind}-${String(number).padStart(12, '0')}`;

const library: WrittenManual[] = [
  { id: idOf(1, 1), language: 'en', model: 'one' },
  { id: idOf(1, 2), language: 'de', model: 'one' },
  { id: idOf(1, 3), language: 'en', model: 'two' },
  { id: idOf(1, 4), language: 'en', model: null },
].map((manual, index) => ({
  ...manual,
  passages: Array.from({ length: 40 }, (_, place) => ({
    id: idOf(2, index * 1_000 + place),
    heading: random(2) === 0 ? null : randomText(2),
    text: randomText(1 + random(20)),
    vector: manual.model === null ? null : randomVector(DIMENSIONS, random),
  })),
}));

let database: PgliteDatabase;
let index: PostgresIndex;
beforeAll(async () => {
  database = await PgliteDatabase.open();
});
afterAll(() => database.close());

describe('a database that is not ready for it', () => {
  test('is told which extension the server does not have', async () => {
    const own = await openDatabase(url);
    const preparing = preparePostgresIndex({ execute: (sql, values) => own.fork().execute(sql, values) });
    await expect(preparing).rejects.toBeInstanceOf(StartFailure);
    await expect(preparing).rejects.toThrow('install pgvector there, or search in the process');
    await own.close();
  });

  test('is told which extension to make', async () => {
    await expect(preparePostgresIndex(database)).rejects.toThrow(
      'run CREATE EXTENSION vector there as its owner',
    );
  });
});

test('a pgvector that is too old is told to be brought up to date', async () => {
  // What the server answers is all that is asked of it, so another answer stands for another server.
  const old = { execute: async <Row>() => [{ available: '0.8.0', installed: '0.5.1' } as Row] };
  await expect(preparePostgresIndex(old)).rejects.toThrow(
    'this database has 0.5.1: run ALTER EXTENSION vector UPDATE',
  );
});

describe('an index in PostgreSQL', () => {
  beforeAll(async () => {
    await database.execute('create extension vector', []);
    await preparePostgresIndex(database);
    await preparePostgresIndex(database);
    index = new PostgresIndex(database);
    for (const manual of library) await index.add(indexed(manual));
  });

  test('gives the candidates and scores that plain counting gives', async () => {
    for (let round = 0; round < 25; round += 1) {
      const searched = library.filter(() => random(4) > 0);
      const text = randomText(1 + random(5));
      const best = [3, 10, 1_000][random(3)] ?? 3;
      const vectors = new Map(['one', 'two'].map((model) => [model, randomVector(DIMENSIONS, random)]));
      const found = await index.candidates({
        ...queryOf(text, vectors, best),
        manualIds: searched.map(({ id }) => id),
      });
      const expected = expectedCandidates(searched, text, vectors, best);
      expect(
        found.map(({ passageId }) => passageId),
        text,
      ).toEqual(expected.map(({ passageId }) => passageId));
      for (const [place, candidate] of found.entries()) {
        const other = expected[place];
        expect(candidate.manualId).toBe(other?.manualId);
        expect(candidate.keywords).toBeCloseTo(other?.keywords ?? Number.NaN, 9);
        expect(candidate.coverage).toBeCloseTo(other?.coverage ?? Number.NaN, 9);
        // PostgreSQL keeps half of the precision.
        expect(candidate.meaning ?? -2).toBeCloseTo(other?.meaning ?? -2, 2);
      }
    }
  });

  test('counts words as the index in the process does', async () => {
    const segments = library.map(({ id, language, passages }) => buildSegment(id, language, passages));
    const text = 'filter cleaning E-24';
    const keywords = new KeywordScores(segments, text);
    const manualIds = library.map(({ id }) => id);
    const found = await index.candidates({ ...queryOf(text, new Map(), 1_000), manualIds });
    expect(found.length).toBeGreaterThan(50);
    const expected = segments.flatMap((segment) => {
      const { scores, coverage } = keywords.of(segment);
      return Array.from(scores, (score, place) => ({
        passageId: segment.passageId(place),
        score,
        share: coverage[place] ?? 0,
      }));
    });
    const named = new Map(expected.map((one) => [one.passageId, one]));
    for (const { passageId, keywords: score, coverage } of found) {
      expect(score).toBeCloseTo(named.get(passageId)?.score ?? Number.NaN, 5);
      expect(coverage).toBeCloseTo(named.get(passageId)?.share ?? Number.NaN, 5);
    }
  });

  test('finds by words alone where no vector can be compared, and by vectors alone where no word occurs', async () => {
    const manualIds = library.map(({ id }) => id);
    const worded = await index.candidates({ ...queryOf('filter', new Map(), 1_000), manualIds });
    expect(worded.length).toBeGreaterThan(0);
    expect(worded.filter(({ meaning, keywords }) => meaning !== null || keywords === 0)).toEqual([]);
    const vectors = new Map([['one', randomVector(DIMENSIONS, random)]]);
    const near = await index.candidates({ ...queryOf('nowhere', vectors, 1_000), manualIds });
    expect(new Set(near.map(({ manualId }) => manualId))).toEqual(new Set([idOf(1, 1), idOf(1, 2)]));
    expect(near.filter(({ keywords, coverage }) => keywords !== 0 || coverage !== 0)).toEqual([]);
    expect(await index.candidates({ ...queryOf('', new Map(), 1_000), manualIds })).toEqual([]);
    expect(await index.candidates({ ...queryOf('filter', vectors, 1_000), manualIds: [] })).toEqual([]);
  });

  test('shows nothing of another workspace', async () => {
    const query = {
      ...queryOf('filter', new Map([['one', randomVector(DIMENSIONS, random)]]), 1_000),
      workspace: 'other',
    };
    expect(await index.candidates({ ...query, manualIds: library.map(({ id }) => id) })).toEqual([]);
  });

  test('forgets a manual that is replaced or removed', async () => {
    const manual = { id: idOf(1, 9), language: 'en', model: 'one' };
    const passage = (number: number, text: string): Written => ({
      ...{ id: idOf(3, number), heading: null, text, vector: randomVector(DIMENSIONS, random) },
    });
    const found = async (text: string) => {
      const candidates = await index.candidates({ ...queryOf(text, new Map(), 10), manualIds: [manual.id] });
      return candidates.map(({ passageId }) => passageId);
    };
    await index.add(indexed({ ...manual, passages: [passage(1, 'valve'), passage(2, 'bracket')] }));
    expect(await found('valve')).toEqual([idOf(3, 1)]);
    await index.add(indexed({ ...manual, passages: [passage(3, 'bracket')] }));
    expect(await found('valve')).toEqual([]);
    expect(await found('bracket')).toEqual([idOf(3, 3)]);
    await index.remove(manual.id);
    expect(await found('bracket')).toEqual([]);
    const left = await database.execute<{ count: number }>(
      `select (select count(*) from manuals_search.postings where manual_id = manual.id)
         + (select count(*) from manuals_search.passages where manual_id = manual.id) as count
       from (select ?::uuid as id) manual`,
      [manual.id],
    );
    expect(left.map(({ count }) => Number(count))).toEqual([0]);
  });
});

function indexed({ passages, ...manual }: WrittenManual): IndexedManual {
  const { language } = manual;
  return {
    ...manual,
    workspace: WORKSPACE,
    passages: passages.map(({ id, heading, text, vector }) => ({
      ...{ id, vector },
      textTerms: terms(text, language),
      headingTerms: terms(heading ?? '', language),
    })),
  };
}

function queryOf(
  text: string,
  vectors: ReadonlyMap<string, Float32Array>,
  best: number,
): Omit<CandidateQuery, 'manualIds'> {
  const languages = ['en', 'de'].map((language) => [language, [...new Set(terms(text, language))]] as const);
  return { workspace: WORKSPACE, terms: new Map(languages), vectors, weights: WEIGHTS, best };
}

/** BM25 and cosines written down as directly as possible. */
function expectedCandidates(
  searched: readonly WrittenManual[],
  text: string,
  vectors: ReadonlyMap<string, Float32Array>,
  best: number,
): Candidate[] {
  const all = searched.flatMap((manual) => manual.passages.map((passage) => countedPassage(manual, passage)));
  const average = all.reduce((sum, { length }) => sum + length, 0) / all.length;
  const idf = (term: string) => {
    const holders = all.filter(({ asked, counts }) => asked(text).has(term) && counts.has(term)).length;
    return Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5));
  };
  const candidates = all.map(({ manual, passage, asked, counts, length }) => {
    const wanted = [...asked(text)].map((term) => ({ count: counts.get(term) ?? 0, idf: idf(term) }));
    const whole = wanted.reduce((sum, one) => sum + one.idf, 0) || 1;
    const { k1, b } = WEIGHTS;
    const gain = (count: number) => count / (count + k1 * (1 - b + (b * length) / average));
    const query = vectors.get(manual.model ?? '');
    return {
      ...{ manualId: manual.id, passageId: passage.id },
      keywords: wanted.reduce((sum, one) => sum + (one.idf / whole) * gain(one.count), 0),
      coverage: wanted.reduce((sum, one) => sum + (one.count > 0 ? one.idf / whole : 0), 0),
      meaning: query === undefined || passage.vector === null ? null : dot(passage.vector, query),
    };
  });
  // What is added up in another order differs in its last digits, and is equal.
  const rounded = ({ keywords }: Candidate) => Math.round(keywords * 1e12);
  const worded = candidates.filter(({ keywords }) => keywords > 0);
  worded.sort((a, b) => rounded(b) - rounded(a));
  const near = candidates.filter(({ meaning }) => meaning !== null);
  near.sort((a, b) => (b.meaning ?? 0) - (a.meaning ?? 0));
  const chosen = new Set([...worded.slice(0, best), ...near.slice(0, best)]);
  return candidates.filter((candidate) => chosen.has(candidate));
}

function countedPassage(manual: WrittenManual, passage: Written) {
  const inHeading = terms(passage.heading ?? '', manual.language);
  const weighted = [...terms(passage.text, manual.language), ...inHeading, ...inHeading];
  const counts = new Map<string, number>();
  for (const term of weighted) counts.set(term, (counts.get(term) ?? 0) + 1);
  const asked = (text: string) => new Set(terms(text, manual.language));
  return { manual, passage, asked, counts, length: weighted.length };
}

function randomText(length: number): string {
  return Array.from({ length }, () => WORDS[random(WORDS.length)]).join(' ');
}
