import type { AnswerPassage, DraftAnswer } from './answer-types.ts';
import { excerpt } from './excerpt.ts';
import { flow } from './flow.ts';
import { Question } from './question.ts';

export type { AnswerPassage, DraftAnswer } from './answer-types.ts';

const ENGINE = 'extractive-2';
const MOST_CITATIONS = 3;
/** A further passage must score this share of the best. */
const SHARE_OF_BEST = 0.9;
/** Less than this in common is no overlap but chance. */
const SMALLEST_OVERLAP_CHARACTERS = 20;

const NOTHING_FOUND =
  'The manuals do not seem to answer this question. Try the words that a manual would use, such as the name of a part.';

/**
 * Answers a question with the manuals' own words: a short stretch of each of the best one to three passages, in
 * whole sentences, followed by the number of its citation. Says that nothing was found when the search is not sure
 * enough of what it found. `hits` are the passages that a search for the question found, best first. Never throws.
 */
export function answerFromPassages(question: string, hits: readonly AnswerPassage[]): DraftAnswer {
  const asked = new Question(question);
  const [best] = hits;
  if (best === undefined) return notFound(NOTHING_FOUND, 0);
  const { confidence, threshold } = best;
  if (confidence < threshold) return notFound(reasonOf(asked, hits), confidence);
  const cited = quote(asked, hits, weigh(asked, hits));
  return {
    ...{ found: true, confidence, engine: ENGINE },
    text: cited.map(({ quote }, index) => `${flow(quote)} [${index + 1}]`).join('\n\n'),
    citations: cited.map(({ hit, quote }) => ({ passageId: hit.passageId, page: hit.page, quote })),
  };
}

function notFound(text: string, confidence: number): DraftAnswer {
  return { found: false, text, confidence, engine: ENGINE, citations: [] };
}

function reasonOf(question: Question, hits: readonly AnswerPassage[]): string {
  const unknown = question.unknownNames(hits);
  return unknown.length > 0 ? `The manuals do not mention ${unknown.join(' or ')}.` : NOTHING_FOUND;
}

interface Quoted {
  hit: AnswerPassage;
  quote: string;
}

function quote(
  question: Question,
  hits: readonly AnswerPassage[],
  weights: ReadonlyMap<string, number>,
): Quoted[] {
  const best = Math.max(...hits.map(({ score }) => score));
  const quoted: Quoted[] = [];
  for (const hit of hits) {
    if (quoted.length === MOST_CITATIONS) break;
    if (hit.score < best * SHARE_OF_BEST) continue;
    const fresh = withoutQuoted(
      hit,
      quoted.map(({ hit: earlier }) => earlier),
    );
    const found = excerpt(question, fresh, hit.language, weights);
    if (found !== null) quoted.push({ hit, quote: found });
  }
  return quoted;
}

/** A term counts more the fewer of the found passages have it. */
function weigh(question: Question, hits: readonly AnswerPassage[]): Map<string, number> {
  const passagesWith = new Map<string, number>();
  for (const hit of hits) {
    for (const term of question.termsInPassage(hit))
      passagesWith.set(term, (passagesWith.get(term) ?? 0) + 1);
  }
  return new Map([...passagesWith].map(([term, count]) => [term, 1 + Math.log(hits.length / count)]));
}

/** The passage's text without what it shares with passages that are quoted already: neighbours overlap. */
function withoutQuoted(hit: AnswerPassage, earlier: readonly AnswerPassage[]): string {
  let { text } = hit;
  for (const other of earlier) {
    if (other.manualId !== hit.manualId || other.page !== hit.page) continue;
    text = text.slice(overlap(other.text, text));
    text = text.slice(0, text.length - overlap(text, other.text));
  }
  return text;
}

/** How many characters at the end of `before` are also the beginning of `after`. */
function overlap(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length >= SMALLEST_OVERLAP_CHARACTERS; length--) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}
