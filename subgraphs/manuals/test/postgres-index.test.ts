import { StartFailure } from '@manuel/service';
import { testDatabase } from '@manuel/testkit';
import { PgliteDatabase } from '@manuel/testkit/pglite';
import { terms } from '@manuel/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { PostgresIndex } from '../src/repositories/postgres-index.ts';
import { preparePostgresIndex } from '../src/repositories/postgres-index-schema.ts';
import { buildSegment, searchSegments } from '../src/retrieval.ts';
import type { Candidate, CandidateQuery, IndexedManual } from '../src/search/candidates.ts';
import { migrate } from './migrate.ts';

const url = await testDatabase('manuals', migrate);

interface Written {
  readonly id: string;
  readonly heading: string | null;
  readonly text: string;
  readonly long: Float32Array[];
  readonly short: Float32Array[];
}

interface WrittenManual {
  readonly id: string;
  readonly language: string;
  readonly model: string | null;
  readonly passages: Written[];
}

const WORKSPACE = 'acme';
const DIMENSIONS = 8;
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
    long: manual.model === null ? [] : randomVectors(1 + random(2)),
    short: manual.model === null ? [] : randomVectors(1 + random(4)),
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

describe('an index in PostgreSQL', () => {
  beforeAll(async () => {
    await database.execute('create extension vector', []);
    await preparePostgresIndex(database);
    await preparePostgresIndex(database);
    index = new PostgresIndex(database);
    for (const manual of library) await index.add(indexed(manual));
  });

  test('gives the candidates and scores that the index in the process gives', async () => {
    for (let round = 0; round < 25; round += 1) {
      const searched = library.filter(() => random(4) > 0);
      const text = randomText(1 + random(5));
      const best = [3, 10, 1_000][random(3)] ?? 3;
      const vectors = new Map(['one', 'two'].map((model) => [model, randomVector()]));
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
        expect(candidate.bm25).toBeCloseTo(other?.bm25 ?? Number.NaN, 9);
        expect(candidate.coverage).toBeCloseTo(other?.coverage ?? Number.NaN, 9);
        // PostgreSQL keeps half of the precision.
        expect(candidate.long ?? -2).toBeCloseTo(other?.long ?? -2, 2);
        expect(candidate.short ?? -2).toBeCloseTo(other?.short ?? -2, 2);
      }
    }
  });

  test('finds by words alone where no vector can be compared, and by vectors alone where no word occurs', async () => {
    const manualIds = library.map(({ id }) => id);
    const worded = await index.candidates({ ...queryOf('filter', new Map(), 1_000), manualIds });
    expect(worded.length).toBeGreaterThan(0);
    expect(worded.filter(({ long, short, bm25 }) => long !== null || short !== null || bm25 === 0)).toEqual(
      [],
    );
    const vectors = new Map([['one', randomVector()]]);
    const near = await index.candidates({ ...queryOf('nowhere', vectors, 1_000), manualIds });
    expect(new Set(near.map(({ manualId }) => manualId))).toEqual(new Set([idOf(1, 1), idOf(1, 2)]));
    expect(near.filter(({ bm25, coverage }) => bm25 !== 0 || coverage !== 0)).toEqual([]);
    expect(await index.candidates({ ...queryOf('', new Map(), 1_000), manualIds })).toEqual([]);
    expect(await index.candidates({ ...queryOf('filter', vectors, 1_000), manualIds: [] })).toEqual([]);
  });

  test('shows nothing of another workspace', async () => {
    const query = { ...queryOf('filter', new Map([['one', randomVector()]]), 1_000), workspace: 'other' };
    expect(await index.candidates({ ...query, manualIds: library.map(({ id }) => id) })).toEqual([]);
  });

  test('forgets a manual that is replaced or removed', async () => {
    const manual = { id: idOf(1, 9), language: 'en', model: 'one' };
    const passage = (number: number, text: string): Written => ({
      ...{ id: idOf(3, number), heading: null, text, long: randomVectors(1), short: randomVectors(1) },
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
         + (select count(*) from manuals_search.windows where manual_id = manual.id) as count
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
    passages: passages.map(({ id, heading, text, long, short }) => ({
      ...{ id, long, short },
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
  const weights = { k1: 1.2, b: 0.5, heading: 2 };
  return { workspace: WORKSPACE, terms: new Map(languages), vectors, weights, best };
}

/** The best by words as the process's own index has them, and cosines computed one by one. */
function expectedCandidates(
  searched: readonly WrittenManual[],
  text: string,
  vectors: ReadonlyMap<string, Float32Array>,
  best: number,
): Candidate[] {
  const segments = searched.map(({ id, language, passages }) => buildSegment(id, language, passages));
  const hits = new Map(searchSegments(segments, text, 1_000).map((hit) => [hit.passageId, hit]));
  const all = searched.flatMap(({ id, model, passages }) =>
    passages.map((passage) => {
      const query = vectors.get(model ?? '');
      const { score = 0, coverage = 0 } = hits.get(passage.id) ?? {};
      const [long, short] = [nearest(passage.long, query), nearest(passage.short, query)];
      return { manualId: id, passageId: passage.id, bm25: score, coverage, long, short };
    }),
  );
  const worded = all.filter(({ bm25 }) => bm25 > 0).sort((a, b) => b.bm25 - a.bm25);
  const sum = ({ long, short }: Candidate) => (long ?? -1) + (short ?? -1);
  const near = all.filter(({ long }) => long !== null).sort((a, b) => sum(b) - sum(a));
  const chosen = new Set([...worded.slice(0, best), ...near.slice(0, best)]);
  return all.filter((candidate) => chosen.has(candidate));
}

function nearest(windows: readonly Float32Array[], query: Float32Array | undefined): number | null {
  if (query === undefined || windows.length === 0) return null;
  return Math.max(
    ...windows.map((window) => window.reduce((sum, one, place) => sum + one * (query[place] ?? 0), 0)),
  );
}

/** Numbers from 0 up to but without `limit`, the same in every run (a linear congruential generator). */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function randomText(length: number): string {
  return Array.from({ length }, () => WORDS[random(WORDS.length)]).join(' ');
}

/** Far enough apart that half precision keeps their order. */
function randomVector(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random(2_001) / 1_000 - 1);
  const length = Math.hypot(...vector);
  return vector.map((one) => one / length);
}

function randomVectors(count: number): Float32Array[] {
  return Array.from({ length: count }, randomVector);
}
