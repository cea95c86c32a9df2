import { endsSentence, sentences } from '@manuel/text';
import type { Question } from './question.ts';

const FEWEST_SENTENCES = 4;
/** Steps and table rows are short, so a window of them holds more than four. */
const FEWEST_WORDS = 40;
const MOST_WORDS = 90;
/** What a term counts that the window already has. */
const AGAIN = 0.2;

interface Sentence {
  start: number;
  end: number;
  words: number;
  /** True for a title, a row or a step in note form: what it is about comes after it. */
  opens: boolean;
  terms: ReadonlySet<string>;
}

/**
 * The stretch of whole sentences of `text` that speaks most of the question: about four sentences, or as many
 * steps or rows as make up forty words, and not ending with a title. An exact piece of `text`: its first such stretch
 * when none speaks of the question in the question's words, null when there is no text. `weights` says how much each term counts; terms without one count nothing.
 */
export function excerpt(
  question: Question,
  text: string,
  language: string,
  weights: ReadonlyMap<string, number>,
): string | null {
  const all = locate(question, text, language);
  let best = { from: 0, to: windowEnd(all, 0), value: 0 };
  for (let from = 0; from < all.length; from++) {
    const to = windowEnd(all, from);
    const value = worthOf(all.slice(from, to), weights);
    if (value > best.value) best = { from, to, value };
    if (to === all.length) break;
  }
  const first = all[best.from];
  const last = all[best.to - 1];
  return first && last ? text.slice(first.start, last.end) : null;
}

function locate(question: Question, text: string, language: string): Sentence[] {
  let end = 0;
  return sentences(text).map((sentence) => {
    const start = text.indexOf(sentence, end);
    end = start + sentence.length;
    const words = sentence.split(/\s+/).length;
    return {
      start,
      end,
      words,
      opens: !endsSentence(sentence),
      terms: question.termsIn(sentence, language),
    };
  });
}

/** The index after the last sentence of the window that begins at `from`. */
function windowEnd(all: readonly Sentence[], from: number): number {
  let words = 0;
  for (let index = from; index < all.length; index++) {
    const next = all[index]?.words ?? 0;
    if (index > from && words + next > MOST_WORDS) return index;
    words += next;
    const enough = index - from + 1 >= FEWEST_SENTENCES && words >= FEWEST_WORDS;
    if (enough && !all[index]?.opens) return index + 1;
  }
  return all.length;
}

/** Each term counts in full the first time and a little every further time. */
function worthOf(window: readonly Sentence[], weights: ReadonlyMap<string, number>): number {
  let value = 0;
  const seen = new Set<string>();
  for (const { terms } of window) {
    for (const term of terms) {
      value += (weights.get(term) ?? 0) * (seen.has(term) ? AGAIN : 1);
      seen.add(term);
    }
  }
  return value;
}
