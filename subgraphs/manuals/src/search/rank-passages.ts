import { stopWordsOf } from '@manuel/text';
import { Best } from './best.ts';
import { KeywordScores, type SegmentScores } from './keyword-scores.ts';
import { nearestPassages, type PlacedPassage } from './nearest-passages.ts';
import type { Segment } from './segment.ts';
import { WordMatcher } from './word-matcher.ts';

/** A question as a search reads it. */
export interface SearchQuestion {
  readonly text: string;
  /** Its vector, of length 1, by the models that it could be had from. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** Its words in their context; null when nobody has read them. */
  readonly words: QuestionWords | null;
}

/** The words of a question, as a `TextReader` of @manuel/embedding gives them. */
export interface QuestionWords {
  /** Names what read them, as `wordModel` of an `Encoding` does. */
  readonly model: string;
  /** Lower case. */
  readonly texts: readonly string[];
  readonly rarities: readonly number[];
  /** Of length 1, one after the other. */
  readonly vectors: Float32Array;
}

/** How near the nearest word of a passage is to a word of the question, from 0 to about 1. */
export interface WordMatch {
  readonly word: string;
  /** How rare the word is, 0.1 to 2. */
  readonly rarity: number;
  readonly similarity: number;
}

/** A passage that may answer, and why it stands where it stands. */
export interface RankedPassage {
  readonly segment: Segment;
  /** Its place in the segment. */
  readonly passage: number;
  /** About 0 to 1, higher is better: `keywords`, `meaning` and the mean of `words`, weighted. */
  readonly score: number;
  /** 0 to 1: BM25 as a share of the highest that there can be. */
  readonly keywords: number;
  /** 0 to 1: how much of the question's terms occur, rare ones counting more. */
  readonly coverage: number;
  /** The cosine of the passage's vector with the question's; null where there is none of them. */
  readonly meaning: number | null;
  /** The question's words but stop words; empty where the passage's words are not known. */
  readonly words: readonly WordMatch[];
}

/**
 * What the parts count. Words in their context say most; keywords alone tell apart names and codes that mean nothing to
 * a model, and the passage's meaning helps where a question shares no word with it. Around these values the figures of
 * `npm run bench -- retrieval` hardly change, and each manual's are best or nearly so with what suits the others.
 */
export const WEIGHTS = { words: 1, keywords: 0.3, meaning: 0.2 } as const;

/** A longer question is compared by its rarest words: each takes its time with each candidate, while nobody else is answered. */
const MOST_WORDS = 32;

/** So many passages are looked at closely for their keywords, and as many for their meaning. */
const CANDIDATES = 60;

/**
 * Every passage that is worth a close look, best first: those with the best keywords of all segments together, and those
 * with the nearest meaning. Of equal scores the earlier manual's, by id, and the earlier passage's comes first.
 */
export function rankPassages(
  segments: readonly Segment[],
  question: SearchQuestion,
  keywords = new KeywordScores(segments, question.text),
): RankedPassage[] {
  const ordered = [...segments].sort((a, b) =>
    a.manualId < b.manualId ? -1 : a.manualId > b.manualId ? 1 : 0,
  );
  const scores = new Map(ordered.map((segment) => [segment, keywords.of(segment)]));
  const judge = new Judge(question, scores);
  const ranked = [...candidatesOf(scores, question)].flatMap(([segment, passages]) =>
    [...passages].sort((a, b) => a - b).map((passage) => judge.judge(segment, passage)),
  );
  return ranked.sort((a, b) => b.score - a.score);
}

/** Places of passages by their segment, in the order of the segments. */
function candidatesOf(
  scores: ReadonlyMap<Segment, SegmentScores>,
  { vectors }: SearchQuestion,
): Map<Segment, Set<number>> {
  const best = new Best<PlacedPassage>(CANDIDATES);
  for (const [segment, { scores: ofSegment }] of scores) {
    for (let passage = 0; passage < ofSegment.length; passage++) {
      const score = ofSegment[passage] ?? 0;
      if (score > 0 && best.takes(score)) best.offer({ segment, passage }, score);
    }
  }
  const candidates = new Map([...scores.keys()].map((segment) => [segment, new Set<number>()]));
  for (const { segment, passage } of [
    ...best.items,
    ...nearestPassages([...scores.keys()], vectors, CANDIDATES),
  ])
    candidates.get(segment)?.add(passage);
  return candidates;
}

/** Says of one passage after the other how well it answers. */
class Judge {
  readonly #question: SearchQuestion;
  readonly #scores: ReadonlyMap<Segment, SegmentScores>;
  readonly #matchers = new Map<string, LanguageMatcher | null>();

  constructor(question: SearchQuestion, scores: ReadonlyMap<Segment, SegmentScores>) {
    this.#question = question;
    this.#scores = scores;
  }

  judge(segment: Segment, passage: number): RankedPassage {
    const ofSegment = this.#scores.get(segment);
    const keywords = ofSegment?.scores[passage] ?? 0;
    const coverage = Math.min(1, ofSegment?.coverage[passage] ?? 0);
    const vector = this.#question.vectors.get(segment.head.encoding?.model ?? '');
    const meaning =
      vector === undefined || !segment.hasVector(passage) ? null : segment.cosine(passage, vector);
    const words = this.#match(segment, passage);
    return { segment, passage, score: fuse(keywords, meaning, words), keywords, coverage, meaning, words };
  }

  #match(segment: Segment, passage: number): WordMatch[] {
    const { wordStarts, wordSignatures } = segment.arrays;
    const [start = 0, end = 0] = [wordStarts[passage], wordStarts[passage + 1]];
    if (segment.head.encoding?.wordModel !== this.#question.words?.model) return [];
    const matching = this.#matcherOf(segment.language);
    if (matching === null || start === end) return [];
    const similarities = matching.matcher.match(wordSignatures, start, end);
    return matching.words.map((word, index) => ({ ...word, similarity: similarities[index] ?? 0 }));
  }

  /** The question's words but the stop words of a language; null when none are left. */
  #matcherOf(language: string): LanguageMatcher | null {
    const known = this.#matchers.get(language);
    if (known !== undefined) return known;
    const made = matcherOf(this.#question.words, stopWordsOf(language));
    this.#matchers.set(language, made);
    return made;
  }
}

/** What matches the words of a question but the stop words of a language. */
interface LanguageMatcher {
  readonly words: readonly Omit<WordMatch, 'similarity'>[];
  readonly matcher: WordMatcher;
}

function matcherOf(words: QuestionWords | null, stops: ReadonlySet<string>): LanguageMatcher | null {
  if (words === null) return null;
  const dimensions = words.vectors.length / words.texts.length;
  const content = words.texts.flatMap((text, index) =>
    stops.has(text) ? [] : [{ word: text, rarity: words.rarities[index] ?? 1, index }],
  );
  const rarest = new Set(content.toSorted((a, b) => b.rarity - a.rarity).slice(0, MOST_WORDS));
  const kept = content.filter((word) => rarest.has(word));
  if (kept.length === 0) return null;
  const vectors = new Float32Array(kept.length * dimensions);
  for (const [place, { index }] of kept.entries())
    vectors.set(words.vectors.subarray(index * dimensions, (index + 1) * dimensions), place * dimensions);
  return {
    words: kept.map(({ word, rarity }) => ({ word, rarity })),
    matcher: new WordMatcher(vectors, dimensions),
  };
}

/** A part that is not known is taken to be as good as the keywords are. */
function fuse(keywords: number, meaning: number | null, words: readonly WordMatch[]): number {
  const mean = words.reduce((sum, { similarity }) => sum + similarity, 0) / words.length;
  const parts =
    WEIGHTS.words * (words.length === 0 ? keywords : mean) +
    WEIGHTS.keywords * keywords +
    WEIGHTS.meaning * (meaning ?? keywords);
  return parts / (WEIGHTS.words + WEIGHTS.keywords + WEIGHTS.meaning);
}
