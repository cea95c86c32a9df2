import { terms } from '@manuel/text';
import { ChunkNumbers } from './chunk-numbers.ts';
import { GrowingUint32Array } from './growing-array.ts';

/** A word of the heading counts as much as this many of the text. */
export const HEADING_WEIGHT = 2;
const HIGHEST_COUNT = 255;

/** Collects postings passage by passage and then sorts them by term. */
export class SegmentBuilder {
  readonly #language: string;
  readonly #termNumbers = new Map<string, number>();
  /** Most words of a manual repeat, so each is cut into terms once. */
  readonly #chunks = new ChunkNumbers();
  readonly #termsOfChunk: (readonly number[])[] = [];
  readonly #lengths = new GrowingUint32Array();
  /** One entry for each pair of a passage and a term in it, in the order of the passages. */
  readonly #pairTerms = new GrowingUint32Array();
  readonly #pairPassages = new GrowingUint32Array();
  readonly #pairCounts = new GrowingUint32Array();
  /** The newest pair of each term, counted from 1; 0 before there is one. */
  readonly #newestPair = new GrowingUint32Array();
  /** Number of pairs when the current passage began. */
  #pairsBefore = 0;

  constructor(language: string) {
    this.#language = language;
  }

  add(passage: { heading: string | null; text: string }): void {
    this.#pairsBefore = this.#pairTerms.length;
    const length = this.#count(passage.text, 1) + this.#count(passage.heading ?? '', HEADING_WEIGHT);
    this.#lengths.push(length);
  }

  build() {
    const starts = new Uint32Array(this.#termNumbers.size + 1);
    const pairs = this.#pairTerms.length;
    for (let pair = 0; pair < pairs; pair++) {
      const next = this.#pairTerms.get(pair) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let term = 1; term < starts.length; term++) {
      starts[term] = (starts[term] ?? 0) + (starts[term - 1] ?? 0);
    }
    return {
      lengths: this.#lengths.toArray(),
      termNumbers: this.#termNumbers,
      starts,
      ...this.#sorted(starts),
    };
  }

  /** Counting sort of the pairs by term; it is stable, so passages stay ascending within a term. */
  #sorted(starts: Uint32Array) {
    const pairs = this.#pairTerms.length;
    const passages = new Uint32Array(pairs);
    const counts = new Uint8Array(pairs);
    const next = starts.slice();
    for (let pair = 0; pair < pairs; pair++) {
      const term = this.#pairTerms.get(pair);
      const place = next[term] ?? 0;
      next[term] = place + 1;
      passages[place] = this.#pairPassages.get(pair);
      counts[place] = Math.min(this.#pairCounts.get(pair), HIGHEST_COUNT);
    }
    return { passages, counts };
  }

  /** Counts the terms of a text for the current passage; gives their weighted number. */
  #count(text: string, weight: number): number {
    let length = 0;
    for (let start = 0; start < text.length; start = this.#chunks.end + 1) {
      const chunk = this.#chunks.read(text, start);
      if (chunk < 0) continue;
      const numbers = this.#termsOfChunk[chunk] ?? this.#learn(chunk);
      for (const term of numbers) this.#countTerm(term, weight);
      length += weight * numbers.length;
    }
    return length;
  }

  #countTerm(term: number, weight: number): void {
    const pair = this.#newestPair.get(term) - 1;
    if (pair >= this.#pairsBefore) {
      this.#pairCounts.set(pair, this.#pairCounts.get(pair) + weight);
      return;
    }
    this.#pairTerms.push(term);
    this.#pairPassages.push(this.#lengths.length);
    this.#pairCounts.push(weight);
    this.#newestPair.set(term, this.#pairTerms.length);
  }

  #learn(chunk: number): readonly number[] {
    const text = this.#chunks.chunks[chunk] ?? '';
    const numbers = terms(text, this.#language).map((term) => this.#numberOf(term));
    this.#termsOfChunk[chunk] = numbers;
    return numbers;
  }

  #numberOf(term: string): number {
    const known = this.#termNumbers.get(term);
    if (known !== undefined) return known;
    const number = this.#termNumbers.size;
    this.#termNumbers.set(term, number);
    this.#newestPair.push(0);
    return number;
  }
}
