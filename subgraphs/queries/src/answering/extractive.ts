import type { AnswerPassage, DraftAnswer } from './answer-types.ts';
import { excerpt } from './excerpt.ts';
import { flow } from './flow.ts';
import { isName, Question } from './question.ts';

export type { AnswerPassage, DraftAnswer } from './answer-types.ts';

const ENGINE = 'extractive-1';
/** A passage must cover this share of the question, rare words counting more. Chosen with `ops/bench/retrieval.ts`. */
const FEWEST_COVERAGE = 0.45;
/** And this many of its terms, or all when there are fewer, or a name: one rare word in common is chance. */
const FEWEST_TERMS = 3;
const MOST_CITATIONS = 3;
/** A further passage must score this share of the best. */
const SHARE_OF_BEST = 0.7;
/** Less than this in common is no overlap but chance. */
const SMALLEST_OVERLAP_CHARACTERS = 20;

const NOTHING_FOUND =
  'The manuals do not seem to answer this question. Try the words that a manual would use, such as the name of a part.';

/**
 * Answers a question with the manuals' own words: a short stretch of each of the best one to three passages, in
 * whole sentences, followed by the number of its citation. Says that nothing was found when no passage covers
 * enough of the question, or when the question names something (a model, a code) that no passage mentions.
 * `hits` are the passages that a search for the question found, best first. Never throws.
 */
export function answerFromPassages(question: string, hits: readonly AnswerPassage[]): DraftAnswer {
  const asked = new Question(question);
  const supported = hits.filter((hit) => supports(asked, hit));
  if (supported.length === 0) return notFound(NOTHING_FOUND);
  const unknown = asked.unknownNames(hits);
  if (unknown.length > 0) return notFound(`The manuals do not mention ${unknown.join(' or ')}.`);
  const cited = quote(asked, supported, weigh(asked, hits));
  if (cited.length === 0) return notFound(NOTHING_FOUND);
  return {
    found: true,
    text: cited.map(({ quote }, index) => `${flow(quote)} [${index + 1}]`).join('\n\n'),
    confidence: Math.max(...cited.map(({ hit }) => hit.coverage)),
    engine: ENGINE,
    citations: cited.map(({ hit, quote }) => ({ passageId: hit.passageId, page: hit.page, quote })),
  };
}

function notFound(text: string): DraftAnswer {
  return { found: false, text, confidence: 0, engine: ENGINE, citations: [] };
}

function supports(question: Question, hit: AnswerPassage): boolean {
  const wanted = Math.min(FEWEST_TERMS, question.terms(hit.language).size);
  const shared = question.termsInPassage(hit);
  return hit.coverage >= FEWEST_COVERAGE && (shared.size >= wanted || [...shared].some(isName));
}

interface Quoted {
  hit: AnswerPassage;
  quote: string;
}

function quote(
  question: Question,
  supported: readonly AnswerPassage[],
  weights: ReadonlyMap<string, number>,
): Quoted[] {
  const best = Math.max(...supported.map(({ score }) => score));
  const quoted: Quoted[] = [];
  for (const hit of supported) {
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
