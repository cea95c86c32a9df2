import { stemmer } from 'stemmer';
import { stopWords } from './stop-words.ts';
import { tokenize } from './tokenize.ts';

const LETTERS_ONLY = /^[a-z]+$/;

/**
 * What a text is searched by: its tokens in order, repeated as in the text, without stop words and, in English,
 * stemmed (Porter 1980, "An algorithm for suffix stripping"). A token with a digit or a sign is a name and stays.
 * `language` is a BCP 47 tag, such as `en` or `de-CH`; a language without a stop word list keeps all its tokens.
 */
export function terms(text: string, language: string): string[] {
  const primary = primaryLanguage(language);
  const stops = stopWords(primary);
  const kept = tokenize(text).filter((token) => !stops.has(token));
  return primary === 'en' ? kept.map(stem) : kept;
}

/** The primary subtag in lower case: `de` of `de-CH`. */
export function primaryLanguage(language: string): string {
  return language.split(/[-_]/, 1)[0]?.toLowerCase() ?? '';
}

function stem(token: string): string {
  return LETTERS_ONLY.test(token) ? stemmer(token) : token;
}
