import type { CandidateQuery, IndexedManual } from '@manuel/manuals/engines';
import { Random } from './random.ts';

/** A library of made-up words, for times only: nothing is said by it. The same in every run. */
export const WORKSPACE = 'bench';
export const MODEL = 'random';
const DIMENSIONS = 384;
const VOCABULARY = 20_000;
const PASSAGES_OF_MANUAL = 250;
const WORDS_OF_PASSAGE = 100;
/** No manual has this number. */
const QUERY_SEED = 1_000_000_007;

/** Manuals of that many passages together, one after the other; each passage has a vector. */
export function* syntheticManuals(passages: number): Generator<IndexedManual> {
  for (let made = 0, number = 0; made < passages; made += PASSAGES_OF_MANUAL, number += 1) {
    const random = new Random(number);
    const size = Math.min(PASSAGES_OF_MANUAL, passages - made);
    yield {
      ...{ id: idOf(1, number), workspace: WORKSPACE, language: 'en', model: MODEL },
      passages: Array.from({ length: size }, (_, place) => ({
        id: idOf(2, made + place),
        textTerms: words(WORDS_OF_PASSAGE, random),
        headingTerms: words(3, random),
        vector: unitVector(random),
      })),
    };
  }
}

/** Queries of six words, among them frequent ones, over the whole library. */
export function syntheticQueries(passages: number, count: number): CandidateQuery[] {
  const random = new Random(QUERY_SEED);
  const manualIds = Array.from({ length: Math.ceil(passages / PASSAGES_OF_MANUAL) }, (_, number) =>
    idOf(1, number),
  );
  return Array.from({ length: count }, () => ({
    ...{ workspace: WORKSPACE, manualIds, best: 200 },
    terms: new Map([['en', [...new Set(words(6, random))]]]),
    vectors: new Map([[MODEL, unitVector(random)]]),
    weights: { k1: 0.2, b: 0.2, heading: 2 },
  }));
}

function idOf(kind: number, number: number): string {
  return `00000000-0000-7000-800${kind}-${String(number).padStart(12, '0')}`;
}

/** By Zipf's law: the word of rank r is about r times as seldom as the first; stop words are left out. */
function words(count: number, random: Random): string[] {
  return Array.from({ length: count }, () => `w${Math.floor(VOCABULARY ** random.next()) + 20}`);
}

function unitVector(random: Random): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random.normal());
  const length = Math.hypot(...vector);
  return vector.map((one) => one / length);
}
