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
  /(?<![\p{L}\p{N}]-?)([\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*)([-\u00AD\u2010])\n[ \t]*([\p{L}\p{N}]+)(\S*)[ \t]*\n?/gu;
/** Bullets, squares, arrows and ticks of Symbol and Wingdings, which have no code of their own. */
const SYMBOL_FONT_BULLETS = /[\uF06E\uF076\uF0A7\uF0A8\uF0B7\uF0D8\uF0E0\uF0FC]/g;
/** Shorter halves, such as "in" or "can", are words by themselves and beginnings of longer ones. */
const SHORTEST_HALF = 4;
const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;

/**
 * Makes text fit to be stored and searched: NFC, Unix line ends, no control characters (Postgres refuses NUL),
 * no halves of surrogate pairs, no soft hyphens or zero-width signs, ligatures as letters, bullets as one sign,
 * single spaces, dot leaders as one sign.
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
    .replace(SYMBOL_FONT_BULLETS, '•')
    .replace(/(?:\. ?){5,}/g, '… ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * Every word of the text in lower case, hyphenated ones whole: what `joinHyphenated` decides by. Words that are
 * broken at a line end do not count.
 */
export function wordsOf(text: string): Set<string> {
  return new Set(text.replace(HYPHEN_AT_LINE_END, '\n').toLowerCase().match(WORD));
}

/**
 * Mends words that were broken at a line end; the line break moves behind the word. A soft hyphen goes. Another one
 * stays where the document writes the word with it elsewhere (`words`) and never without, where it only knows the
 * two halves, or where the second half does not begin in lower case.
 */
export function joinHyphenated(text: string, words: ReadonlySet<string>): string {
  return text.replace(
    HYPHEN_AT_LINE_END,
    (_, first: string, hyphen: string, second: string, rest: string) =>
      `${first}${keepsHyphen(first, hyphen, second, words) ? '-' : ''}${second}${rest}\n`,
  );
}

function keepsHyphen(first: string, hyphen: string, second: string, words: ReadonlySet<string>): boolean {
  const isKnown = (word: string) => words.has(word.toLowerCase());
  if (hyphen === '\u00AD' || isKnown(first + second)) return false;
  if (isKnown(`${first}-${second}`) || !/^\p{Ll}/u.test(second)) return true;
  const lastPart = first.slice(first.lastIndexOf('-') + 1);
  if (isKnown(lastPart + second)) return false;
  return (
    lastPart.length >= SHORTEST_HALF && second.length >= SHORTEST_HALF && isKnown(lastPart) && isKnown(second)
  );
}

/** The lines of a table's cell as one. Paths and addresses that were broken behind or before a slash close up. */
export function joinWrapped(cell: string): string {
  return cell
    .trim()
    .replace(/(?<=[^\s/\\][/\\])\n|\n(?=\/)/gu, '')
    .replace(/\n/g, ' ');
}
