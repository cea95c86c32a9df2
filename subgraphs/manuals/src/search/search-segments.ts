import { CONFIDENCE_TO_ANSWER, confidenceOf } from './confidence.ts';
import { distinctPassages } from './distinct-passages.ts';
import { KeywordScores } from './keyword-scores.ts';
import { Lexicon } from './lexicon.ts';
import { namesIn } from './names.ts';
import { type RankedPassage, rankPassages, type SearchQuestion, type WordMatch } from './rank-passages.ts';
import type { Segment } from './segment.ts';

/** A passage that a search found, and why. */
export interface FoundPassage {
  readonly passageId: string;
  /** About 0 to 1; comparable only within one search. */
  readonly score: number;
  /** 0 to 1: how much of the question's terms occur, rare ones counting more. */
  readonly coverage: number;
  /** 0 to 1: how sure it is that the passages of this search answer the question; the same for all of them. */
  readonly confidence: number;
  readonly why: HitReasons;
  /** The ids of passages that say the same elsewhere. */
  readonly sameIds: readonly string[];
}

/** What the parts of a search say of a passage. */
export interface HitReasons {
  readonly keywords: number;
  readonly meaning: number | null;
  readonly words: readonly WordMatch[];
  /** The question's terms that occur in the passage, and those that do not. */
  readonly matchedTerms: readonly string[];
  readonly missingTerms: readonly string[];
  /** The confidence that is enough to answer with. */
  readonly threshold: number;
}

/** Languages whose nouns are written with capital letters. */
const CAPITAL_NOUNS = /^(?:de|lb)\b/i;

/** The passages that answer a question, best first, each once; nothing when nothing matches. */
export function searchSegments(
  segments: readonly Segment[],
  question: SearchQuestion,
  first: number,
): FoundPassage[] {
  const keywords = new KeywordScores(segments, question.text);
  const ranked = rankPassages(segments, question, keywords);
  const capitalsAreNames = !segments.some(({ language }) => CAPITAL_NOUNS.test(language));
  const confidence = confidenceOf(ranked, namesIn(question.text, capitalsAreNames), new Lexicon(segments));
  return distinctPassages(ranked, first).map(({ ranked: one, same }) => ({
    ...{ passageId: idOf(one), score: one.score, coverage: one.coverage, confidence },
    why: reasonsOf(one, keywords.termsFor(one.segment)),
    sameIds: same.map(idOf),
  }));
}

function idOf({ segment, passage }: RankedPassage): string {
  return segment.passageId(passage);
}

function reasonsOf(
  { segment, passage, keywords, meaning, words }: RankedPassage,
  terms: readonly string[],
): HitReasons {
  const occurs = (term: string) => segment.occursIn(term, passage);
  return {
    ...{ keywords, meaning, words, threshold: CONFIDENCE_TO_ANSWER },
    matchedTerms: terms.filter(occurs),
    missingTerms: terms.filter((term) => !occurs(term)),
  };
}
