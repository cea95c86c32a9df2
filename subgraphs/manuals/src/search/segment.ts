import { SegmentBuilder } from './segment-builder.ts';

/** One passage as the index needs it. */
export interface SegmentPassage {
  id: string;
  heading: string | null;
  text: string;
}

/** Where a term occurs in a segment: two lists side by side, passages ascending. */
export interface Postings {
  /** Passages by their place in the list that the segment was built from. */
  readonly passages: Uint32Array;
  /** How often the term occurs there, a heading's words weighted; 255 stands for all higher numbers too. */
  readonly counts: Uint8Array;
}

/** What a segment is made of; `starts[t]` to `starts[t + 1]` is the range of term number t in the other lists. */
export interface SegmentParts {
  manualId: string;
  language: string;
  passageIds: readonly string[];
  lengths: Uint32Array;
  termNumbers: ReadonlyMap<string, number>;
  starts: Uint32Array;
  passages: Uint32Array;
  counts: Uint8Array;
}

/** The search index of one manual. It never changes: a manual that is read again gets a new one. */
export class Segment {
  readonly manualId: string;
  /** BCP 47 tag; a query of this segment is cut into terms by the same language. */
  readonly language: string;
  readonly passageIds: readonly string[];
  /** The weighted number of terms of each passage. */
  readonly lengths: Uint32Array;
  readonly totalLength: number;
  readonly #parts: SegmentParts;

  constructor(parts: SegmentParts) {
    this.manualId = parts.manualId;
    this.language = parts.language;
    this.passageIds = parts.passageIds;
    this.lengths = parts.lengths;
    this.totalLength = parts.lengths.reduce((sum, length) => sum + length, 0);
    this.#parts = parts;
  }

  /** The number of passages. */
  get size(): number {
    return this.passageIds.length;
  }

  /** Where a term, as `terms` of @manuel/text gives it, occurs; null when nowhere. */
  postings(term: string): Postings | null {
    const { termNumbers, starts, passages, counts } = this.#parts;
    const number = termNumbers.get(term);
    if (number === undefined) return null;
    const start = starts[number] ?? 0;
    const end = starts[number + 1] ?? start;
    return { passages: passages.subarray(start, end), counts: counts.subarray(start, end) };
  }
}

/** Indexes the passages of one manual. Processor time grows with the text: about 10 million words a second and less. */
export function buildSegment(
  manualId: string,
  language: string,
  passages: readonly SegmentPassage[],
): Segment {
  const builder = new SegmentBuilder(language);
  for (const passage of passages) builder.add(passage);
  return new Segment({ manualId, language, passageIds: passages.map(({ id }) => id), ...builder.build() });
}
