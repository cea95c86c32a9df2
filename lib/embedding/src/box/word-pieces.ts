/** What marks a piece that goes on with the word before it (WordPiece). */
const GOES_ON = '##';
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Places of tokens, from `start` until before `end`. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** A word and the tokens that it is made of. */
export interface Word extends TokenRange {
  readonly text: string;
}

/** The words that a range of tokens makes up, those that have a letter or a digit. */
export function wordsOf(tokens: readonly string[], { start, end }: TokenRange): Word[] {
  const words: Word[] = [];
  for (let from = start; from < end; ) {
    let to = from + 1;
    while (to < end && goesOn(tokens, to)) to += 1;
    const rest = tokens.slice(from + 1, to).map((piece) => piece.slice(GOES_ON.length));
    const text = [tokens[from], ...rest].join('');
    if (LETTER_OR_DIGIT.test(text)) words.push({ text, start: from, end: to });
    from = to;
  }
  return words;
}

/**
 * Cuts the tokens of a text, without its first and its last one, which mark its ends, into ranges of `most` at most. No
 * word is cut, unless it is longer than that. A text without words is one empty range.
 */
export function rangesOf(tokens: readonly string[], most: number): TokenRange[] {
  const last = tokens.length - 1;
  const ranges: TokenRange[] = [];
  for (let start = 1; start < last || ranges.length === 0; ) {
    let end = Math.min(start + most, last);
    while (end < last && end > start + 1 && goesOn(tokens, end)) end -= 1;
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}

/** The vocabulary begins with signs and letters; words follow in the order of how often they were met. */
const FIRST_WORD = 1_000;
/** Pieces before it are single letters, signs and their continuations. */
const FIRST_LONG_PIECE = 1_900;
const COMMON = 50;
/** So many times as far down as `COMMON` stands what is rare. */
const RARE = 600;
const FOR_EACH_FURTHER_PIECE = 0.35;

/**
 * How rare a word is, 0.1 to 2, by where the numbers of its pieces stand in the vocabulary, and by how many pieces it
 * takes: what the vocabulary does not have whole is rarer still.
 */
export function rarityOf(pieces: readonly number[]): number {
  const rarest = Math.max(...pieces.map((piece) => Math.max(piece - FIRST_WORD, COMMON)));
  const long = pieces.filter((piece) => piece >= FIRST_LONG_PIECE).length;
  const rarity = Math.log(rarest / COMMON) / Math.log(RARE) + FOR_EACH_FURTHER_PIECE * (long - 1);
  return Math.min(2, Math.max(0.1, rarity));
}

function goesOn(tokens: readonly string[], place: number): boolean {
  return tokens[place]?.startsWith(GOES_ON) === true;
}
