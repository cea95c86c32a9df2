const LIGATURES: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};
const HYPHEN_AT_LINE_END =
  /(?<![\p{L}\p{N}])([\p{L}\p{N}]+)[-\u00AD\u2010]\n[ \t]*([\p{L}\p{N}]+)(\S*)[ \t]*\n?/gu;
const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;

/**
 * Makes text fit to be stored and searched: NFC, Unix line ends, no control characters (Postgres refuses NUL),
 * no halves of surrogate pairs, no soft hyphens or zero-width signs, ligatures as letters, single spaces,
 * dot leaders as one sign.
 * Line breaks stay; blank lines shrink to one.
 */
export function normalizeText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[ﬀ-ﬆ]/g, (ligature) => LIGATURES[ligature] ?? ligature)
    .replace(/\u00AD(?!\n)/g, '')
    .replace(/[\p{Cc}\u200B\u2060\uFEFF\uFFFE\uFFFF]/gu, (sign) =>
      sign === '\n' ? sign : sign === '\t' ? ' ' : '',
    )
    .replace(/(?:\. ?){5,}/g, '… ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Every word of the text in lower case, hyphenated ones whole: what `joinHyphenated` decides by. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(WORD));
}

/**
 * Mends words that were broken at a line end; the line break moves behind the word. The hyphen stays where the
 * document writes the word with one elsewhere (`words`), or where the second half does not begin in lower case.
 */
export function joinHyphenated(text: string, words: ReadonlySet<string>): string {
  return text.replace(HYPHEN_AT_LINE_END, (_, first: string, second: string, rest: string) => {
    const written =
      words.has(`${first}-${second}`.toLowerCase()) && !words.has((first + second).toLowerCase());
    const hyphen = written || !/^\p{Ll}/u.test(second) ? '-' : '';
    return `${first}${hyphen}${second}${rest}\n`;
  });
}
