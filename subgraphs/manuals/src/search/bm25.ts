import { terms } from '@manuel/text';
import type { Segment } from './segment.ts';

/** A passage that a query found. */
export interface Hit {
  manualId: string;
  passageId: string;
  /** Higher is better; comparable only within one search. */
  score: number;
  /** 0 to 1: the share of the query's terms that occur in the passage, each weighing its rarity (idf). */
  coverage: number;
}

/** A word of the heading counts as much as this many of the text. */
const HEADING_WEIGHT = 2;
/** How soon more occurrences of a term stop to matter. */
const K1 = 1.2;
/** How much a long passage must repeat a term more often than a short one: 0 not at all, 1 in full proportion. */
const B = 0.5;

/**
 * The `first` best passages of all segments together, by BM25 as in Robertson and Zaragoza, "The Probabilistic
 * Relevance Framework: BM25 and Beyond" (2009), section 3, with two weighted fields (3.6) of equal b.
 * The number of passages, the average length and how rare a term is are taken over exactly these segments, so
 * a search of some manuals gives what an index of only these would. idf = ln(1 + (N - n + 0.5) / (n + 0.5)),
 * which is never negative; a term that occurs nowhere has the highest. A term repeated in the query counts once.
 * Equal scores stand in the order of manual id and then of the passages.
 */
export function searchSegments(segments: readonly Segment[], query: string, first: number): Hit[] {
  const search = new Bm25Search(segments, query);
  const best = new BestHits(first);
  for (const segment of [...segments].sort(byManualId)) search.scoreInto(best, segment);
  return best.toHits();
}

/** Code unit order: the same on every machine. */
function byManualId(a: Segment, b: Segment): number {
  return a.manualId < b.manualId ? -1 : a.manualId > b.manualId ? 1 : 0;
}

class Bm25Search {
  readonly #termsOfLanguage = new Map<string, readonly string[]>();
  readonly #idf = new Map<string, number>();
  readonly #averageLength: number;

  constructor(segments: readonly Segment[], query: string) {
    for (const { language } of segments) {
      if (!this.#termsOfLanguage.has(language)) {
        this.#termsOfLanguage.set(language, [...new Set(terms(query, language))]);
      }
    }
    const size = segments.reduce((sum, segment) => sum + segment.size, 0);
    const length = segments.reduce(
      (sum, segment) => sum + lengthOf(segment.totalTextLength, segment.totalHeadingLength),
      0,
    );
    this.#averageLength = size === 0 ? 0 : length / size;
    for (const term of new Set([...this.#termsOfLanguage.values()].flat())) {
      this.#idf.set(term, idf(size, this.#passagesWith(segments, term)));
    }
  }

  /** Counts only segments whose own reading of the query has the term: elsewhere it may be a stop word. */
  #passagesWith(segments: readonly Segment[], term: string): number {
    let count = 0;
    for (const segment of segments) {
      if (this.#termsOf(segment).includes(term)) count += segment.postings(term)?.passages.length ?? 0;
    }
    return count;
  }

  #termsOf(segment: Segment): readonly string[] {
    return this.#termsOfLanguage.get(segment.language) ?? [];
  }

  scoreInto(best: BestHits, segment: Segment): void {
    const scores = new Float64Array(segment.size);
    const covered = new Float64Array(segment.size);
    let whole = 0;
    for (const term of this.#termsOf(segment)) {
      const weight = this.#idf.get(term) ?? 0;
      whole += weight;
      this.#addTerm(segment, term, weight, scores, covered);
    }
    for (let passage = 0; passage < segment.size; passage++) {
      const score = scores[passage] ?? 0;
      if (score > 0) best.offer(segment, passage, score, Math.min(1, (covered[passage] ?? 0) / whole));
    }
  }

  #addTerm(
    segment: Segment,
    term: string,
    weight: number,
    scores: Float64Array,
    covered: Float64Array,
  ): void {
    const postings = segment.postings(term);
    if (!postings) return;
    const { passages, textCounts, headingCounts } = postings;
    const { textLengths, headingLengths } = segment.arrays;
    for (let i = 0; i < passages.length; i++) {
      const passage = passages[i] ?? 0;
      const count = lengthOf(textCounts[i] ?? 0, headingCounts[i] ?? 0);
      const length = lengthOf(textLengths[passage] ?? 0, headingLengths[passage] ?? 0);
      const relativeLength = length / this.#averageLength;
      const gain = (count * (K1 + 1)) / (count + K1 * (1 - B + B * relativeLength));
      scores[passage] = (scores[passage] ?? 0) + weight * gain;
      covered[passage] = (covered[passage] ?? 0) + weight;
    }
  }
}

function lengthOf(ofText: number, ofHeading: number): number {
  return ofText + HEADING_WEIGHT * ofHeading;
}

function idf(size: number, occurrences: number): number {
  return Math.log(1 + (size - occurrences + 0.5) / (occurrences + 0.5));
}

interface Candidate {
  segment: Segment;
  passage: number;
  score: number;
  coverage: number;
}

/** Keeps the best so far in order; earlier offers win ties. */
class BestHits {
  readonly #limit: number;
  readonly #candidates: Candidate[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(segment: Segment, passage: number, score: number, coverage: number): void {
    const worst = this.#candidates[this.#limit - 1];
    if (this.#limit === 0 || (worst && score <= worst.score)) return;
    this.#candidates.splice(this.#placeFor(score), 0, { segment, passage, score, coverage });
    if (this.#candidates.length > this.#limit) this.#candidates.pop();
  }

  /** Behind every candidate that scores as much or more. */
  #placeFor(score: number): number {
    let low = 0;
    let high = this.#candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#candidates[middle]?.score ?? 0) >= score) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  toHits(): Hit[] {
    return this.#candidates.map(({ segment, passage, score, coverage }) => ({
      manualId: segment.manualId,
      passageId: segment.passageId(passage),
      score,
      coverage,
    }));
  }
}
