import { terms, tokenize } from '@manuel/text';
import type { AnswerPassage } from './answer-types.ts';

/** A model, a part number or a code: letters and then digits, such as `e24`, `esp32` or `atmega328p`. */
const NAME = /^(\p{L}+)\p{N}[\p{L}\p{N}]*$/u;
/** `attiny10` belongs to a family that may be written `ATtiny4/5/9/10`; a shorter beginning (`e` of `e24`) names none. */
const SHORTEST_FAMILY = 3;

function isName(term: string): boolean {
  return NAME.test(term);
}

/** A question as its passages see it: by the terms of each manual's language. */
export class Question {
  readonly #text: string;
  readonly #termsOfLanguage = new Map<string, ReadonlySet<string>>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The question's terms, each once. */
  terms(language: string): ReadonlySet<string> {
    const known = this.#termsOfLanguage.get(language);
    if (known) return known;
    const made = new Set(terms(this.#text, language));
    this.#termsOfLanguage.set(language, made);
    return made;
  }

  /** Which of its terms occur in a piece of text. */
  termsIn(text: string, language: string): Set<string> {
    const own = this.terms(language);
    return new Set(terms(text, language).filter((term) => own.has(term)));
  }

  /** Which of its terms occur in a passage or its heading. */
  termsInPassage({ heading, text, language }: AnswerPassage): Set<string> {
    return this.termsIn(heading === null ? text : `${heading}\n${text}`, language);
  }

  /** The names in the question, as it writes them, that no passage mentions, not even their family. */
  unknownNames(passages: readonly AnswerPassage[]): string[] {
    const names = [...new Set(tokenize(this.#text))].filter(isName);
    if (names.length === 0) return [];
    const mentioned = [
      ...new Set(passages.flatMap(({ heading, text }) => tokenize(`${heading ?? ''}\n${text}`))),
    ];
    const unknown = names.filter((name) => {
      const family = NAME.exec(name)?.[1] ?? '';
      const known = family.length < SHORTEST_FAMILY ? name : family;
      return !mentioned.some((token) => token.startsWith(known));
    });
    return unknown.map((name) => this.#asWritten(name));
  }

  #asWritten(name: string): string {
    const start = this.#text.toLowerCase().indexOf(name);
    return start < 0 ? name : this.#text.slice(start, start + name.length);
  }
}
