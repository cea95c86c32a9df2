import { endsSentence, isListItem } from '@manuel/text';
import { columnNames, isTableRow } from './table-text.ts';

/** What a stretch of text is: prose, the items of a list, or the rows of a table. */
export type PassageKind = 'TEXT' | 'STEPS' | 'TABLE';

/** One word of a text and what ends behind it. */
export interface Word {
  start: number;
  end: number;
  /** How good a place to cut is behind it: none within a line, a line, a sentence, an item or row, a block. */
  breakAfter: 0 | 1 | 2 | 3 | 4;
  /** The number of its block. */
  block: number;
}

/** A stretch of lines of one kind. */
export interface Block {
  kind: PassageKind;
  /** Indexes of its first word and of the one after its last. */
  from: number;
  to: number;
  /** Of a table: its first row where that names the columns; else empty. */
  header: string;
}

/** A text as words and blocks. */
export interface Structure {
  words: Word[];
  blocks: Block[];
}

/** What stands without spaces, such as Chinese text or an encoded picture, counts as a word every 40 signs. */
const WORD = /(\S{1,40})(\s*)/gu;
const FEWEST_ROWS = 2;
const FEWEST_ITEMS = 2;

interface Line {
  start: number;
  end: number;
  kind: PassageKind;
  /** An item or row begins here. */
  begins: boolean;
}

/** Finds the words of a text, its lists and its tables: rows have ` | ` between cells, items begin with a mark. */
export function structureOf(text: string): Structure {
  const lines = linesOf(text);
  const words: Word[] = [];
  const blocks: Block[] = [];
  let index = 0;
  for (const match of text.matchAll(WORD)) {
    const [, word = '', gap = ''] = match;
    while (index + 1 < lines.length && match.index >= (lines[index + 1]?.start ?? 0)) index++;
    const line = lines[index];
    const kind = line?.kind ?? 'TEXT';
    const block = blocks.at(-1);
    if (block?.kind === kind) block.to++;
    else {
      const header = kind === 'TABLE' ? columnNames(text.slice(line?.start, line?.end)) : '';
      blocks.push({ kind, from: words.length, to: words.length + 1, header });
    }
    const withinLine = endsSentence(word) ? 2 : 0;
    const breakAfter = gap.includes('\n') ? lineBreak(lines, index, word, gap) : withinLine;
    words.push({
      start: match.index,
      end: match.index + word.length,
      breakAfter,
      block: blocks.length - 1,
    });
  }
  return { words, blocks };
}

/** How good a place to cut is behind a line. */
function lineBreak(lines: readonly Line[], index: number, word: string, gap: string): Word['breakAfter'] {
  const [line, next] = [lines[index], lines[index + 1]];
  if (!line || !next || line.kind !== next.kind) return 4;
  if (line.kind !== 'TEXT') return next.begins ? 3 : 1;
  return endsSentence(word) || gap.includes('\n\n') ? 2 : 1;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let lastEnds = false;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    if (line.trim() !== '') lines.push({ start, end, ...kindOf(line, lines.at(-1), lastEnds) });
    lastEnds = endsSentence(line.trimEnd()) || line.trim() === '';
    start = end + 1;
  }
  return withoutLoneOnes(lines);
}

/** A line belongs to the item above it until the next item or row, or where that item's sentence has ended. */
function kindOf(line: string, last: Line | undefined, lastEnds: boolean): Pick<Line, 'kind' | 'begins'> {
  if (isTableRow(line)) return { kind: 'TABLE', begins: true };
  if (isListItem(line)) return { kind: 'STEPS', begins: true };
  return { kind: last?.kind === 'STEPS' && !lastEnds ? 'STEPS' : 'TEXT', begins: false };
}

/** A single row or item is prose. */
function withoutLoneOnes(lines: readonly Line[]): Line[] {
  const kept: Line[] = [];
  for (let from = 0; from < lines.length; ) {
    const kind = lines[from]?.kind;
    let to = from;
    while (to < lines.length && lines[to]?.kind === kind) to++;
    const stretch = lines.slice(from, to);
    const begun = stretch.filter(({ begins }) => begins).length;
    const isEnough = begun >= (kind === 'TABLE' ? FEWEST_ROWS : FEWEST_ITEMS);
    // One by one: a long text has more lines than a call can have arguments.
    for (const line of stretch) kept.push(isEnough ? line : { ...line, kind: 'TEXT', begins: false });
    from = to;
  }
  return kept;
}
