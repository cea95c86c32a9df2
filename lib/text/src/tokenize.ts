/**
 * Splits text into tokens for search. Whitespace always separates tokens, so the tokens of a text are the
 * tokens of its whitespace-separated chunks, one after the other; an index may rely on that to remember chunks.
 */

/** Letters and digits; an apostrophe within belongs to the word (`don't`), a separator within to the number (`3.5`). */
const WORD = String.raw`\p{N}+(?:[.,]\p{N}+)+(?![\p{L}\p{M}\p{N}])|[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*`;
/** Words joined by single signs, as in `E-24`, `flash:w:main.hex` or `/dev/ttyS0`, with an option's dashes before. */
const COMPOUND = new RegExp(`-{0,2}(?:${WORD})(?:[-_./:+@#&=](?:${WORD}))*`, 'gu');
const WORDS = new RegExp(WORD, 'gu');
const ONE_LETTER_OPTION = /^-\p{L}$/u;
/** Typeset hyphens, the en dash and the minus sign. */
const OTHER_HYPHENS = /[\u2010-\u2013\u2212]/g;
const DIGITS_ONLY = /^[\d-]+$/;
const LONGEST_TOKEN = 64;
const PLAIN_ASCII = /^[a-z0-9]+$/;
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordSegmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The tokens of a text in order: NFKC, lower case. A compound gives each of its words and then itself as one
 * token without its hyphens, so that `E-24` is found by `E-24`, `E24`, `e` and `24`, and `time-out` by `timeout`; a
 * range (`3-5`) gives its ends alone. An option of one letter keeps its dash (`-U` gives `u` and `-u`); a number
 * keeps its separators (`3.5`). Tokens have at most 64 characters: what is longer (an encoded picture) is cut.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const chunk of text.split(/\s+/)) if (chunk !== '') pushTokens(tokens, chunk);
  return tokens;
}

function pushTokens(tokens: string[], chunk: string): void {
  const lowered = chunk.normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(OTHER_HYPHENS, '-');
  if (PLAIN_ASCII.test(lowered)) {
    tokens.push(lowered.slice(0, LONGEST_TOKEN));
    return;
  }
  for (const match of lowered.matchAll(COMPOUND)) {
    const before = lowered[match.index - 1];
    const compound =
      before === undefined || !/[\p{L}\p{N}]/u.test(before) ? match[0] : match[0].replace(/^-+/, '');
    pushCompound(tokens, compound);
  }
}

function pushCompound(tokens: string[], compound: string): void {
  const words = Array.from(compound.matchAll(WORDS), (match) => withoutPossessive(match[0]));
  for (const word of words) {
    if (WITHOUT_SPACES.test(word)) pushSegmented(tokens, word);
    else tokens.push(word.slice(0, LONGEST_TOKEN));
  }
  if (ONE_LETTER_OPTION.test(compound)) tokens.push(compound);
  else if (words.length > 1 && !DIGITS_ONLY.test(compound))
    tokens.push(compound.replaceAll('-', '').slice(0, LONGEST_TOKEN));
}

function pushSegmented(tokens: string[], run: string): void {
  for (const part of wordSegmenter.segment(run)) if (part.isWordLike) tokens.push(part.segment);
}

function withoutPossessive(word: string): string {
  return word.endsWith("'s") ? word.slice(0, -2) : word;
}
