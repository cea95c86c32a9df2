import { terms } from '@manuel/text';
import { type Lexicon, VARIANT } from './lexicon.ts';
import type { RankedPassage } from './rank-passages.ts';

/** With this confidence a question is taken as answered. */
export const CONFIDENCE_TO_ANSWER = 0.5;

/** What speaks for a question being answered by the passages that were found, and against it. */
export interface Evidence {
  /** The mean cosine of the nearest passages' vectors with the question's. */
  readonly cosine: number;
  /** The best passage's score. */
  readonly score: number;
  /** 0 to 1: the share of the question's words, rare ones counting more, that the best manual has nowhere. */
  readonly unknown: number;
  /** 0 to 1: a name in the question that no manual has. */
  readonly strangeName: number;
  /** 0 to 1: how much the best passage speaks of the question's words, rare ones counting more. */
  readonly covered: number;
  /** 0 to 1: that passage leaves one word open, and speaks of all others. */
  readonly hole: number;
  /** 0 to 1: how far it leaves the rarest of its open words open. */
  readonly open: number;
}

/** Passages that are looked at: an answer seldom stands below. */
const LOOKED_AT = 3;
/** The nearest of so many give the mean cosine: the best by words need not be the nearest. */
const NEAREST_OF = 8;

/**
 * Two doubts, each a logistic regression, with the border above which it is one too many. The first: the question is of
 * another matter than the manuals. The second: it is of the matter, yet what is asked is left open. A question in other
 * words than the manual's has many words that are met halfway; one that the manual does not answer has all of its words
 * met but one. The weights were fitted on questions about four manuals and on XQuAD, each with what answers it and
 * without; `npm run bench -- retrieval` prints what they refuse.
 */
const OTHER_MATTER = { bias: 7.05, near: -17.15, known: -5.69, border: 0.7 };
const LEFT_OPEN = { bias: -1.49, covered: -4.08, hole: 5.09, open: 3.38, strangeName: 3.14, border: 1.4 };
/** Where no model reads words: the share of the question's terms, rare ones counting more, that must occur. */
const COVERAGE_TO_ANSWER = 0.45;

/**
 * How sure it is, 0 to 1, that a question is answered by what was found.
 * @param ranked best first
 * @param names of the question, as `namesIn` gives them
 */
export function confidenceOf(
  ranked: readonly RankedPassage[],
  names: readonly string[],
  lexicon: Lexicon,
): number {
  const [best] = ranked;
  if (best === undefined) return 0;
  if (best.words.length === 0 || best.meaning === null)
    return Math.min(1, best.coverage / (2 * COVERAGE_TO_ANSWER));
  const evidence = evidenceOf(ranked, names, lexicon);
  return 1 / (1 + Math.exp(Math.max(otherMatter(evidence), leftOpen(evidence))));
}

function otherMatter({ cosine, score, unknown }: Evidence): number {
  const { bias, near, known, border } = OTHER_MATTER;
  return bias + near * Math.sqrt(Math.max(0, cosine) * score) + known * score * (1 - unknown) - border;
}

function leftOpen({ covered, hole, open, strangeName }: Evidence): number {
  const weights = LEFT_OPEN;
  return (
    weights.bias +
    weights.covered * covered +
    weights.hole * hole +
    weights.open * open +
    weights.strangeName * strangeName -
    weights.border
  );
}

/** A word that stands in the passage, whatever the model makes of its context. */
const EXACT = 0.85;
/** The others must be met by more than halfway for one open word to be a hole; this far above, they are met. */
const HALFWAY = 0.4;

/** The manual's own product or part, which need not be named in each passage. */
const OWN_NAME = 0.75;
const OWN_NAME_SHARE = 0.08;

/** @param ranked best first, at least one */
export function evidenceOf(
  ranked: readonly RankedPassage[],
  names: readonly string[],
  lexicon: Lexicon,
): Evidence {
  const best = ranked.slice(0, LOOKED_AT);
  const cosines = ranked.slice(0, NEAREST_OF).map(({ meaning }) => meaning ?? 0);
  const nearest = cosines.sort((a, b) => b - a).slice(0, LOOKED_AT);
  const covered = best.map((one) => coverOf(one, lexicon));
  const most = covered.reduce((a, b) => (b.covered > a.covered ? b : a));
  return {
    cosine: sum(nearest) / nearest.length,
    score: Math.max(...best.map(({ score }) => score)),
    unknown: Math.min(...best.map((one) => unknownTo(one, lexicon))),
    strangeName: Math.max(0, ...names.map((name) => lexicon.absence(name))),
    ...most,
  };
}

function unknownTo(ranked: RankedPassage, lexicon: Lexicon): number {
  const { words } = ranked;
  const unknown = words.map(({ word }) => unknownIn(ranked, word, lexicon));
  return mean(
    unknown,
    words.map(({ rarity }) => rarity),
  );
}

/** How one passage covers the words of a question. */
function coverOf(ranked: RankedPassage, lexicon: Lexicon): Pick<Evidence, 'covered' | 'hole' | 'open'> {
  const { words } = ranked;
  const covers = words.map((word) => cover(word, ranked, lexicon));
  const rarities = words.map(({ rarity }) => rarity);
  const worst = Math.min(1, ...covers);
  const rest = covers.length > 1 ? (sum(covers) - worst) / (covers.length - 1) : worst;
  return {
    covered: mean(covers, rarities),
    hole: (1 - worst) * Math.min(1, Math.max(0, (rest - HALFWAY) / HALFWAY)),
    open: Math.max(0, ...covers.map((of, index) => (1 - of) * Math.min(1, rarities[index] ?? 0))),
  };
}

function cover(
  { word, rarity, similarity }: RankedPassage['words'][number],
  ranked: RankedPassage,
  lexicon: Lexicon,
): number {
  if (hasWord(ranked, word)) return Math.max(EXACT, similarity);
  const isOwn = rarity >= 1 && lexicon.share(ranked.segment, word) >= OWN_NAME_SHARE;
  return isOwn ? Math.max(OWN_NAME, similarity) : similarity;
}

function hasWord({ segment, passage }: RankedPassage, word: string): boolean {
  return terms(word, segment.language).some((term) => segment.occursIn(term, passage));
}

function unknownIn({ segment }: RankedPassage, word: string, lexicon: Lexicon): number {
  if (lexicon.has(segment, word)) return 0;
  return lexicon.absence(word) === VARIANT ? VARIANT : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[], weights: readonly number[]): number {
  const whole = sum(weights);
  return whole === 0 ? 0 : sum(numbers.map((number, index) => number * (weights[index] ?? 0))) / whole;
}
