import type { RankedPassage } from './rank-passages.ts';

/** A passage, and those that say the same and stood further down. */
export interface DistinctPassage {
  readonly ranked: RankedPassage;
  readonly same: readonly RankedPassage[];
}

/** Vectors this near are of texts that differ by a name or a number, at most. */
const SAME_MEANING = 0.97;
/** And so many of their keywords are the same, as their scores tell. */
const SAME_SCORE = 0.02;

/**
 * The best passages, each once: what says the same as a better one, in another manual or elsewhere in this one, is kept
 * beside that.
 */
export function distinctPassages(ranked: readonly RankedPassage[], first: number): DistinctPassage[] {
  const distinct: { ranked: RankedPassage; contentId: string; same: RankedPassage[] }[] = [];
  for (const one of ranked) {
    const contentId = one.segment.contentId(one.passage);
    const known = distinct.find((other) => other.contentId === contentId || isAlike(other.ranked, one));
    if (known !== undefined) known.same.push(one);
    else if (distinct.length < first) distinct.push({ ranked: one, contentId, same: [] });
  }
  return distinct;
}

function isAlike(a: RankedPassage, b: RankedPassage): boolean {
  return Math.abs(a.keywords - b.keywords) <= SAME_SCORE && similarity(a, b) >= SAME_MEANING;
}

/** The cosine of both vectors; -1 where they cannot be compared. */
function similarity(a: RankedPassage, b: RankedPassage): number {
  const encoding = a.segment.head.encoding;
  if (encoding === null || encoding.model !== b.segment.head.encoding?.model) return -1;
  return a.segment.similarity(a.passage, b.segment, b.passage);
}
