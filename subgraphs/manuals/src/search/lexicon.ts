import { terms } from '@manuel/text';
import type { Segment } from './segment.ts';

/** Shorter beginnings are of too many words. */
const SHORTEST_BEGINNING = 4;
/** Another form of a word shares its first letters: so many, and this part of it. */
const SHORTEST_STEM = 5;
const STEM_PART = 0.75;
const SHORTEST_HALF = 3;
const LETTERS = /^\p{L}+$/u;
/** What another form or spelling of a word counts as, of 1 for one that is nowhere. */
export const VARIANT = 0.3;

/** What the searched manuals know of words, whatever passage they stand in. */
export class Lexicon {
  readonly #segments: readonly Segment[];
  readonly #absences = new Map<string, number>();

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** 0 for a word that some manual has, 1 for one that none has, `VARIANT` when they have another form of it. */
  absence(word: string): number {
    const known = this.#absences.get(word);
    if (known !== undefined) return known;
    const absence = this.#hasAny(word) ? 0 : this.#hasVariant(word) ? VARIANT : 1;
    this.#absences.set(word, absence);
    return absence;
  }

  /** The share of a manual's passages that have a word; 0 when it has it in one or two only. */
  share(segment: Segment, word: string): number {
    const counts = terms(word, segment.language).map((term) => segment.postings(term)?.passages.length ?? 0);
    const most = Math.max(0, ...counts);
    return most < 3 ? 0 : most / segment.size;
  }

  /** Whether a manual has a word. */
  has(segment: Segment, word: string): boolean {
    return terms(word, segment.language).some((term) => segment.postings(term) !== null);
  }

  #hasAny(word: string): boolean {
    return this.#segments.some((segment) => this.has(segment, word));
  }

  /** `ATtiny` of `ATtiny85`, `timeout` of `time-out`, the halves of a compound, another ending. */
  #hasVariant(word: string): boolean {
    const bare = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    if (bare.length < SHORTEST_BEGINNING) return false;
    if (this.#begins(bare)) return true;
    for (let half = SHORTEST_HALF; half <= bare.length - SHORTEST_HALF; half++)
      if (this.#hasAny(bare.slice(0, half)) && this.#hasAny(bare.slice(half))) return true;
    const stem = Math.max(SHORTEST_STEM, Math.ceil(STEM_PART * bare.length));
    return LETTERS.test(bare) && bare.length >= SHORTEST_STEM && this.#begins(bare.slice(0, stem));
  }

  #begins(beginning: string): boolean {
    return this.#segments.some((segment) => segment.hasTermBeginning(beginning));
  }
}
