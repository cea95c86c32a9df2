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
  /** About 0 to 1, and more where the question names the manual; comparable only within one search. */
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
  /** Whether the question names the passage's manual. */
  readonly namesManual: boolean;
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

/** What a passage of a manual that is named scores more: about as much as one word in six that is met. */
const NAMED = 0.1;

/**
 * The passages that answer a question, best first, each once; nothing when nothing matches.
 * @param named the ids of manuals that the question names
 */
export function searchSegments(
  segments: readonly Segment[],
  question: SearchQuestion,
  first: number,
  named: ReadonlySet<string> = new Set(),
): FoundPassage[] {
  const keywords = new KeywordScores(segments, question.text);
  const ranked = rankPassages(segments, question, keywords);
  const capitalsAreNames = !segments.some(({ language }) => CAPITAL_NOUNS.test(language));
  const confidence = confidenceOf(ranked, namesIn(question.text, capitalsAreNames), new Lexicon(segments));
  const scoreOf = ({ segment, score }: RankedPassage) => score + (named.has(segment.manualId) ? NAMED : 0);
  const scoped = named.size === 0 ? ranked : ranked.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  return distinctPassages(scoped, first).map(({ ranked: one, same }) => ({
    ...{ passageId: idOf(one), score: scoreOf(one), coverage: one.coverage, confidence },
    why: reasonsOf(one, keywords.termsFor(one.segment), named.has(one.segment.manualId)),
    sameIds: same.map(idOf),
  }));
}

function idOf({ segment, passage }: RankedPassage): string {
  return segment.passageId(passage);
}

function reasonsOf(
  { segment, passage, keywords, meaning, words }: RankedPassage,
  terms: readonly string[],
  namesManual: boolean,
): HitReasons {
  const occurs = (term: string) => segment.occursIn(term, passage);
  return {
    ...{ namesManual, keywords, meaning, words, threshold: CONFIDENCE_TO_ANSWER },
    matchedTerms: terms.filter(occurs),
    missingTerms: terms.filter((term) => !occurs(term)),
  };
}
