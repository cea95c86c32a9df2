import { stemmerOf } from './stemmers.ts';
import { listedLanguage, stopWordsOf } from './stop-words.ts';
import { tokenize } from './tokenize.ts';

const LETTERS_ONLY = /^[\p{L}\p{M}]+$/u;
/** Strings this long may be views that keep the text they were cut from in memory (V8's slices). */
const VIEW_LENGTH = 13;
/** How many chunks are remembered for a language; a few megabytes. */
const MOST_CHUNKS = 50_000;
const LONGEST_CHUNK = 40;

/**
 * What a text is searched by: its tokens in order, repeated as in the text, without stop words, each cut to its
 * stem (in English as in Porter 1980, "An algorithm for suffix stripping"). A token with a digit or a sign is a name and stays.
 * `language` is a BCP 47 tag, such as `en` or `de-CH`; a language without a list of stop words keeps all its tokens whole.
 * As tokens never cross whitespace, the terms of a text are those of its chunks, one after the other.
 */
export function terms(text: string, language: string): string[] {
  const reader = readerOf(listedLanguage(language));
  const found: string[] = [];
  for (const chunk of text.split(/\s+/)) for (const term of reader.termsOf(chunk)) found.push(term);
  return found;
}

/** Cuts chunks into terms and remembers them, for the same words come again in every text of a language. */
class ChunkReader {
  readonly #stops: ReadonlySet<string>;
  readonly #stem: (word: string) => string;
  readonly #known = new Map<string, readonly string[]>();

  constructor(language: string) {
    this.#stops = stopWordsOf(language);
    this.#stem = stemmerOf(language);
  }

  termsOf(chunk: string): readonly string[] {
    const known = this.#known.get(chunk);
    if (known) return known;
    const made = this.#read(chunk);
    if (chunk.length > LONGEST_CHUNK) return made;
    if (this.#known.size === MOST_CHUNKS) this.#known.clear();
    this.#known.set(detached(chunk), made);
    return made;
  }

  #read(chunk: string): readonly string[] {
    const kept = tokenize(chunk).filter((token) => !this.#stops.has(token));
    return kept.map((token) => detached(LETTERS_ONLY.test(token) ? this.#stem(token) : token));
  }
}

const readers = new Map<string, ChunkReader>();

function readerOf(language: string): ChunkReader {
  const known = readers.get(language) ?? new ChunkReader(language);
  readers.set(language, known);
  return known;
}

/** The same string with its own memory. */
function detached(text: string): string {
  return text.length < VIEW_LENGTH ? text : Buffer.from(text).toString();
}
