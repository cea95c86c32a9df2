/** A list item or a step: a bullet, or a number or letter with a point or bracket. */
const LIST_ITEM = /^\s*(?:[-–—•*·▪◦‣○●■✓]\s|\(?(?:\d{1,2}|[A-Za-z])[.)]\s)/u;
const SENTENCE_OR_CLAUSE_END = /[.!?:;]["')\]”’]*\s*$/u;
const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|approx|vs|cf|fig|figs|eq|no|nos|sec|ch|vol|pp?|max|min|resp|incl|dr|mr|mrs|ms|st|inc|ltd|co|z\.b|d\.h|bzw|ca|nr|abb|usw|evtl)\.$/iu;
/** The number of a step stands at its beginning; the sentence comes after it. */
const STEP_NUMBER = /^\s*\(?(?:\d{1,2}|[a-z])[.)]$/iu;
/**
 * A line is wrapped if it is at least this share of the longest: a high one, as rows of a table and titles may be
 * long as well; a lower one where the next line goes on in lower case.
 */
const WRAPPED_SHARE = 0.8;
const WRAPPED_SHARE_BEFORE_LOWER_CASE = 0.4;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentences of a text, in order, each an exact, trimmed piece of it (wrapped lines keep their line break).
 * List items, table rows and headings on lines of their own are sentences; abbreviations do not end one.
 */
export function sentences(text: string): string[] {
  const flowing = joinWrappedLines(text);
  const found: string[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(flowing)) {
    const end = index + segment.length;
    if (end < flowing.length && continues(flowing, start, end)) continue;
    const sentence = text.slice(start, end).trim();
    if (sentence !== '') found.push(sentence);
    start = end;
  }
  return found;
}

/** Whether a text begins as an item of a list or a step does. */
export function isListItem(text: string): boolean {
  return LIST_ITEM.test(text);
}

/** Whether a text ends as a sentence does, quotes and brackets after it included. */
export function endsSentence(text: string): boolean {
  return /[.!?]["')\]”’]*$/.test(text);
}

/** Turns the line breaks inside wrapped sentences into spaces; every character keeps its place. */
function joinWrappedLines(text: string): string {
  const lines = text.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  let joined = lines[0] ?? '';
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    joined += (isWrapped(lines[i - 1] ?? '', line, longest) ? ' ' : '\n') + line;
  }
  return joined;
}

function isWrapped(line: string, next: string, longest: number): boolean {
  if (line.trim() === '' || next.trim() === '' || LIST_ITEM.test(next) || line.trimEnd().endsWith(':'))
    return false;
  const goesOn = /^\s*\p{Ll}/u.test(next) && !SENTENCE_OR_CLAUSE_END.test(line);
  return line.length >= longest * (goesOn ? WRAPPED_SHARE_BEFORE_LOWER_CASE : WRAPPED_SHARE);
}

/** True when the boundary at `end` only follows an abbreviation or a list number. */
function continues(flowing: string, start: number, end: number): boolean {
  const piece = flowing.slice(start, end);
  const said = piece.trimEnd();
  return !piece.includes('\n', said.length) && (ABBREVIATION.test(said) || STEP_NUMBER.test(said));
}
