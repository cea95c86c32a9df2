import { setImmediate as othersHadTheirTurn } from 'node:timers/promises';
import { terms } from '@manuel/text';
import { ChunkNumbers } from './chunk-numbers.ts';
import type { ContentVectors } from './content-vectors.ts';
import { GrowingUint32Array } from './growing-array.ts';
import { Segment } from './segment.ts';
import type { Encoding, SegmentHead } from './segment-arrays.ts';
import { sortedTextList, textList } from './text-list.ts';
import { vectorLists } from './vector-lists.ts';

/** One passage as the index needs it. */
export interface SegmentPassage {
  readonly id: string;
  /** The same for passages that say the same; left out, its own id. */
  readonly contentId?: string;
  readonly page?: number | null;
  readonly heading: string | null;
  readonly text: string;
  readonly vectors?: ContentVectors | null;
}

const HIGHEST_COUNT = 255;
/** Passages that are indexed before others get their turn: a few milliseconds. */
const PASSAGES_A_TURN = 200;

/**
 * Indexes the passages of one manual, in reading order; processor time grows with the text.
 * @param encoding how the vectors of the passages were made; null when they have none
 */
export function buildSegment(
  manualId: string,
  language: string,
  passages: readonly SegmentPassage[],
  encoding: Encoding | null = null,
): Segment {
  const builder = new SegmentBuilder({ manualId, language, encoding });
  for (const passage of passages) builder.add(passage);
  return builder.build();
}

/** The same, while the process goes on with other things. */
export async function buildSegmentInTurns(
  manualId: string,
  language: string,
  passages: readonly SegmentPassage[],
  encoding: Encoding | null,
): Promise<Segment> {
  const builder = new SegmentBuilder({ manualId, language, encoding });
  for (const [index, passage] of passages.entries()) {
    builder.add(passage);
    if (index % PASSAGES_A_TURN === PASSAGES_A_TURN - 1) await othersHadTheirTurn();
  }
  return builder.build();
}

/** Collects postings passage by passage and then sorts them by term. */
class SegmentBuilder {
  readonly #head: SegmentHead;
  readonly #passages: SegmentPassage[] = [];
  readonly #termNumbers = new Map<string, number>();
  /** Most words of a manual repeat, so each is cut into terms once. */
  readonly #chunks = new ChunkNumbers();
  readonly #termsOfChunk: (readonly number[])[] = [];
  readonly #textLengths = new GrowingUint32Array();
  readonly #headingLengths = new GrowingUint32Array();
  /** One entry for each pair of a passage and a term in it, in the order of the passages. */
  readonly #pairTerms = new GrowingUint32Array();
  readonly #pairPassages = new GrowingUint32Array();
  readonly #pairTextCounts = new GrowingUint32Array();
  readonly #pairHeadingCounts = new GrowingUint32Array();
  /** The newest pair of each term, counted from 1; 0 before there is one. */
  readonly #newestPair = new GrowingUint32Array();
  /** Number of pairs when the current passage began. */
  #pairsBefore = 0;

  constructor(head: SegmentHead) {
    this.#head = head;
  }

  add(passage: SegmentPassage): void {
    this.#pairsBefore = this.#pairTerms.length;
    this.#textLengths.push(this.#count(passage.text, this.#pairTextCounts));
    this.#headingLengths.push(this.#count(passage.heading ?? '', this.#pairHeadingCounts));
    this.#passages.push(passage);
  }

  build(): Segment {
    const passages = this.#passages;
    const ids = textList(passages.map(({ id }) => id));
    const contents = textList(passages.map(({ id, contentId }) => contentId ?? id));
    const { places, list } = sortedTextList(this.#termNumbers);
    return new Segment(this.#head, {
      ...{ idBytes: ids.bytes, idStarts: ids.starts },
      ...{ contentBytes: contents.bytes, contentStarts: contents.starts },
      ...{ termBytes: list.bytes, termStarts: list.starts },
      pages: Uint32Array.from(passages, ({ page }) => page ?? 0),
      textLengths: this.#textLengths.toArray(),
      headingLengths: this.#headingLengths.toArray(),
      ...this.#sortedPairs(places),
      ...vectorLists(passages, this.#head.encoding),
    });
  }

  /** Counting sort of the pairs by term; it is stable, so passages stay ascending within a term. */
  #sortedPairs(termPlaces: Uint32Array) {
    const pairs = this.#pairTerms.length;
    const postingStarts = new Uint32Array(termPlaces.length + 1);
    for (let pair = 0; pair < pairs; pair++) {
      const next = (termPlaces[this.#pairTerms.get(pair)] ?? 0) + 1;
      postingStarts[next] = (postingStarts[next] ?? 0) + 1;
    }
    for (let term = 1; term < postingStarts.length; term++)
      postingStarts[term] = (postingStarts[term] ?? 0) + (postingStarts[term - 1] ?? 0);
    const postings = new Uint32Array(pairs);
    const textCounts = new Uint8Array(pairs);
    const headingCounts = new Uint8Array(pairs);
    const places = postingStarts.slice();
    for (let pair = 0; pair < pairs; pair++) {
      const term = termPlaces[this.#pairTerms.get(pair)] ?? 0;
      const place = places[term] ?? 0;
      places[term] = place + 1;
      postings[place] = this.#pairPassages.get(pair);
      textCounts[place] = Math.min(this.#pairTextCounts.get(pair), HIGHEST_COUNT);
      headingCounts[place] = Math.min(this.#pairHeadingCounts.get(pair), HIGHEST_COUNT);
    }
    return { postingStarts, postings, textCounts, headingCounts };
  }

  /** Counts the terms of a text for the current passage, in one of its two lists; gives their number. */
  #count(text: string, counts: GrowingUint32Array): number {
    let length = 0;
    for (let start = 0; start < text.length; start = this.#chunks.end + 1) {
      const chunk = this.#chunks.read(text, start);
      if (chunk < 0) continue;
      const numbers = this.#termsOfChunk[chunk] ?? this.#learn(chunk);
      for (const term of numbers) {
        const pair = this.#pairOf(term);
        counts.set(pair, counts.get(pair) + 1);
      }
      length += numbers.length;
    }
    return length;
  }

  /** The pair of the current passage and a term. */
  #pairOf(term: number): number {
    const known = this.#newestPair.get(term) - 1;
    if (known >= this.#pairsBefore) return known;
    this.#pairTerms.push(term);
    this.#pairPassages.push(this.#passages.length);
    this.#pairTextCounts.push(0);
    this.#pairHeadingCounts.push(0);
    this.#newestPair.set(term, this.#pairTerms.length);
    return this.#pairTerms.length - 1;
  }

  #learn(chunk: number): readonly number[] {
    const text = this.#chunks.chunks[chunk] ?? '';
    const numbers = terms(text, this.#head.language).map((term) => this.#numberOf(term));
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
