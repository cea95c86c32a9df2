import type { SegmentArrays, SegmentHead } from './segment-arrays.ts';
import { hasBeginning, placeOf, textAt } from './text-list.ts';

/** Where a term occurs in a segment: three lists side by side, passages ascending. */
export interface Postings {
  /** Passages by their place in reading order. */
  readonly passages: Uint32Array;
  /** How often the term occurs in the text; 255 stands for all higher numbers too. */
  readonly textCounts: Uint8Array;
  /** How often it occurs in the heading, likewise. */
  readonly headingCounts: Uint8Array;
}

/** The search index of one manual. It never changes: a manual that is read again gets a new one. */
export class Segment {
  readonly head: SegmentHead;
  readonly arrays: SegmentArrays;
  /** The number of passages. */
  readonly size: number;
  /** The sum of all `textLengths`. */
  readonly totalTextLength: number;
  /** The sum of all `headingLengths`. */
  readonly totalHeadingLength: number;
  /** How much memory it takes. */
  readonly byteLength: number;

  constructor(head: SegmentHead, arrays: SegmentArrays) {
    this.head = head;
    this.arrays = arrays;
    this.size = arrays.pages.length;
    this.totalTextLength = sum(arrays.textLengths);
    this.totalHeadingLength = sum(arrays.headingLengths);
    this.byteLength = Object.values(arrays).reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  }

  get manualId(): string {
    return this.head.manualId;
  }

  get language(): string {
    return this.head.language;
  }

  /** The id of the passage at this place. */
  passageId(passage: number): string {
    return textAt({ bytes: this.arrays.idBytes, starts: this.arrays.idStarts }, passage);
  }

  /** The id of its content, which is the same for passages that say the same. */
  contentId(passage: number): string {
    return textAt({ bytes: this.arrays.contentBytes, starts: this.arrays.contentStarts }, passage);
  }

  /** The physical page of the passage at this place; null where there is none. */
  page(passage: number): number | null {
    return this.arrays.pages[passage] || null;
  }

  /** Whether the passage at this place has a vector. */
  hasVector(passage: number): boolean {
    return (this.arrays.scales[passage] ?? 0) > 0;
  }

  /** The cosine of a passage's vector with another one of length 1, by the same model. */
  cosine(passage: number, vector: Float32Array): number {
    const { scales, codes } = this.arrays;
    const at = passage * vector.length;
    let product = 0;
    for (let index = 0; index < vector.length; index++)
      product += (codes[at + index] ?? 0) * (vector[index] ?? 0);
    return product * (scales[passage] ?? 0);
  }

  /** The cosine of a passage's vector with that of another segment's passage, by the same model. */
  similarity(passage: number, other: Segment, otherPassage: number): number {
    const dimensions = this.head.encoding?.dimensions ?? 0;
    const [codes, otherCodes] = [this.arrays.codes, other.arrays.codes];
    const [at, otherAt] = [passage * dimensions, otherPassage * dimensions];
    let product = 0;
    for (let index = 0; index < dimensions; index++)
      product += (codes[at + index] ?? 0) * (otherCodes[otherAt + index] ?? 0);
    return product * (this.arrays.scales[passage] ?? 0) * (other.arrays.scales[otherPassage] ?? 0);
  }

  /** Whether a term occurs in the passage at this place. */
  occursIn(term: string, passage: number): boolean {
    const { passages } = this.postings(term) ?? { passages: [] };
    return passages[firstFrom(passages, passage)] === passage;
  }

  /** Whether any of its terms begins so. */
  hasTermBeginning(beginning: string): boolean {
    const { termBytes, termStarts } = this.arrays;
    return hasBeginning({ bytes: termBytes, starts: termStarts }, beginning);
  }

  /** Where a term, as `terms` of @manuel/text gives it, occurs; null when nowhere. */
  postings(term: string): Postings | null {
    const { termBytes, termStarts, postingStarts, postings, textCounts, headingCounts } = this.arrays;
    const place = placeOf({ bytes: termBytes, starts: termStarts }, term);
    if (place === null) return null;
    const [start, end] = [postingStarts[place], postingStarts[place + 1]];
    return {
      passages: postings.subarray(start, end),
      textCounts: textCounts.subarray(start, end),
      headingCounts: headingCounts.subarray(start, end),
    };
  }
}

/** The place of the first of ascending numbers that is not below `wanted`, by bisection. */
function firstFrom(numbers: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sum(list: Uint32Array): number {
  return list.reduce((total, one) => total + one, 0);
}
