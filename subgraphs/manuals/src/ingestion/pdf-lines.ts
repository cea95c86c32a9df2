import { partsInReadingOrder } from './pdf-columns.ts';
import type { Fragment, PageText, Turn } from './pdf-fragments.ts';
import { type Row, type Run, rowsOf, rowsOfRuns } from './pdf-rows.ts';
import type { TableRow } from './pdf-table-rows.ts';
import { stretchesOf } from './pdf-tables.ts';
import { CELL_BREAK } from './table-text.ts';

/** One line of a page, or one row of a table. Lengths are in points. */
export interface PdfLine {
  /** Cells of a table's row stand apart by `CELL_BREAK`; the lines of a wrapped cell by line breaks. */
  text: string;
  left: number;
  /** Height of the baseline above the page's bottom. */
  y: number;
  /** Size of the line's largest letters; 0 when it is not known. */
  fontSize: number;
  bold: boolean;
  isTableRow: boolean;
  /** It is turned or stands askew: a label of a picture, a tab at the edge, a watermark. */
  isTurned: boolean;
}

/** The lines of a page in reading order: upright text, then turned text, unless nearly all is turned. */
export function linesOf({ turned }: Pick<PageText, 'turned'>): PdfLine[] {
  const lettersOf = (fragments: readonly Fragment[]) =>
    fragments.reduce((sum, { text }) => sum + text.length, 0);
  const upright = lettersOf(turned.get(0) ?? []);
  const groups = [...turned].map(([turn, fragments]) => ({ turn, fragments, letters: lettersOf(fragments) }));
  // A table printed sideways leaves little more upright than the page's number.
  const rank = ({ turn, letters }: { turn: Turn; letters: number }) =>
    turn === 0 ? 1 : turn !== 'askew' && letters > 4 * upright ? 0 : 2;
  return groups
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ turn, fragments }) => groupLines(turn, fragments));
}

function groupLines(turn: Turn, fragments: readonly Fragment[]): PdfLine[] {
  const isTurned = turn !== 0;
  if (turn === 'askew') {
    return fragments.map((fragment) => ({ ...lineOf([fragment]), text: fragment.text, isTurned }));
  }
  const runs = rowsOf(fragments).flatMap((row) => row.runs);
  return partsInReadingOrder(runs).flatMap((part) =>
    stretchesOf(rowsOfRuns(part)).flatMap((stretch) =>
      stretch.kind === 'TABLE'
        ? stretch.rows.map((row) => ({ ...tableLine(row), isTurned }))
        : stretch.rows.map((row) => ({ ...textLine(row), isTurned })),
    ),
  );
}

function textLine({ runs }: Row): PdfLine {
  return { ...lineOf(runs), text: textOf(runs, ' ') };
}

function tableLine(cells: TableRow): PdfLine {
  const runs = cells.flat();
  const isRightToLeft = runs.filter(({ rightToLeft }) => rightToLeft).length > runs.length / 2;
  const texts = cells.map((cell) => cell.map(({ text }) => text).join('\n'));
  const text = (isRightToLeft ? texts.toReversed() : texts).join(CELL_BREAK);
  const y = runs.reduce((highest, run) => Math.max(highest, run.y), Number.NEGATIVE_INFINITY);
  return { ...lineOf(runs), y, text, isTableRow: true };
}

function textOf(runs: readonly Run[], gap: string): string {
  const isRightToLeft = runs.filter(({ rightToLeft }) => rightToLeft).length > runs.length / 2;
  return (isRightToLeft ? runs.toReversed() : runs).map(({ text }) => text).join(gap);
}

function lineOf(
  pieces: readonly { left: number; y: number; size: number; bold: boolean }[],
): Omit<PdfLine, 'text'> {
  const [first] = pieces;
  const largest = pieces.reduce((a, b) => (b.size > a.size ? b : a), first ?? { left: 0, y: 0, size: 0 });
  return {
    left: first?.left ?? 0,
    y: largest.y,
    fontSize: largest.size,
    bold: pieces.length > 0 && pieces.every(({ bold }) => bold),
    isTableRow: false,
    isTurned: false,
  };
}

/** The size that most letters of the document have, as far as sizes are known. */
export function usualFontSize(pages: readonly (readonly PdfLine[])[]): number {
  const letters = new Map<number, number>();
  for (const { text, fontSize } of pages.flat()) {
    if (fontSize === 0) continue;
    const rounded = Math.round(fontSize * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
}

/** Lines of a text that came without places. */
export function linesOfText(text: string): PdfLine[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => ({ ...lineOf([]), text: line, y: lines.length - index }));
}
