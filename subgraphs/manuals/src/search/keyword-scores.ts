import { terms } from '@manuel/text';
import type { Postings, Segment } from './segment.ts';

/** A word of the heading counts as much as this many of the text. */
const HEADING_WEIGHT = 2;
/**
 * How soon more occurrences of a term stop to matter. At once, nearly: passages are of one length by and large, so a
 * term says that a passage speaks of something, and its repetition little more.
 */
const K1 = 0.2;
/** How much a long passage must repeat a term more often than a short one: 0 not at all, 1 in full proportion. */
const B = 0.2;

/** What the words of a question say of the passages of one segment; both lists by the passages' places. */
export interface SegmentScores {
  /** 0 to 1: BM25 as a share of what a passage with nothing but the question's terms would have. */
  readonly scores: Float32Array;
  /** 0 to 1: how much of the question's terms occur, rare ones counting more. */
  readonly coverage: Float32Array;
}

/**
 * Scores passages by BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
 * (2009), section 3, with two weighted fields (3.6) of equal b. The number of passages, the average length and how rare
 * a term is are taken over exactly the given segments, so a search of some manuals gives what an index of only these
 * would. idf = ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative; a term that occurs nowhere has the highest. A
 * term repeated in the question counts once.
 */
export class KeywordScores {
  readonly #termsOfLanguage = new Map<string, readonly string[]>();
  readonly #idf = new Map<string, number>();
  /** Of each segment, in the order of its terms. */
  readonly #postings = new Map<Segment, readonly (Postings | null)[]>();
  readonly #averageLength: number;

  constructor(segments: readonly Segment[], question: string) {
    for (const { language } of segments) {
      if (this.#termsOfLanguage.has(language)) continue;
      this.#termsOfLanguage.set(language, [...new Set(terms(question, language))]);
    }
    const size = sumOf(segments, (segment) => segment.size);
    const length = sumOf(segments, ({ totalTextLength, totalHeadingLength }) =>
      weigh(totalTextLength, totalHeadingLength),
    );
    this.#averageLength = size === 0 ? 0 : length / size;
    for (const [term, occurrences] of this.#occurrencesIn(segments))
      this.#idf.set(term, idf(size, occurrences));
  }

  /** The question's terms as a segment's language has them, each once. */
  termsFor(segment: Segment): readonly string[] {
    return this.#termsOfLanguage.get(segment.language) ?? [];
  }

  /** How rare a term of the question is: higher is rarer. */
  idfOf(term: string): number {
    return this.#idf.get(term) ?? 0;
  }

  /** @param segment one of those that were given */
  of(segment: Segment): SegmentScores {
    const scores = new Float32Array(segment.size);
    const coverage = new Float32Array(segment.size);
    const wanted = this.termsFor(segment);
    const whole = sumOf(wanted, (term) => this.idfOf(term)) || 1;
    for (const [index, term] of wanted.entries()) {
      const postings = this.#postings.get(segment)?.[index];
      if (postings) this.#add(segment, postings, this.idfOf(term) / whole, { scores, coverage });
    }
    return { scores, coverage };
  }

  #add(segment: Segment, postings: Postings, weight: number, { scores, coverage }: SegmentScores): void {
    const { passages, textCounts, headingCounts } = postings;
    const { textLengths, headingLengths } = segment.arrays;
    for (let i = 0; i < passages.length; i++) {
      const passage = passages[i] ?? 0;
      const count = weigh(textCounts[i] ?? 0, headingCounts[i] ?? 0);
      const length = weigh(textLengths[passage] ?? 0, headingLengths[passage] ?? 0);
      const gain = count / (count + K1 * (1 - B + (B * length) / this.#averageLength));
      scores[passage] = (scores[passage] ?? 0) + weight * gain;
      coverage[passage] = (coverage[passage] ?? 0) + weight;
    }
  }

  /** Counts only segments whose own reading of the question has a term: elsewhere it may be a stop word. */
  #occurrencesIn(segments: readonly Segment[]): Map<string, number> {
    const occurrences = new Map<string, number>();
    for (const segment of segments) {
      const wanted = this.termsFor(segment);
      const found = wanted.map((term) => segment.postings(term));
      this.#postings.set(segment, found);
      for (const [index, term] of wanted.entries())
        occurrences.set(term, (occurrences.get(term) ?? 0) + (found[index]?.passages.length ?? 0));
    }
    return occurrences;
  }
}

function weigh(ofText: number, ofHeading: number): number {
  return ofText + HEADING_WEIGHT * ofHeading;
}

function idf(size: number, occurrences: number): number {
  return Math.log(1 + (size - occurrences + 0.5) / (occurrences + 0.5));
}

function sumOf<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}
