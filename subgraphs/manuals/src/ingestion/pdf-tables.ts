import { cutRun, type Row, type Run } from './pdf-rows.ts';
import {
  ALIGNED,
  type Column,
  LARGEST_LINE_STEP,
  leftmost,
  type PlacedRun,
  type TableRow,
  tableRows,
} from './pdf-table-rows.ts';

/** Rows that are lines of text, or rows of a table with each cell in its column. */
export type Stretch = { kind: 'LINES'; rows: Row[] } | { kind: 'TABLE'; rows: TableRow[] };

const FEWEST_ROWS = 2;
/** A longer table is read as several. */
const MOST_ROWS = 500;
/** More things side by side are a drawing. */
const MOST_CELLS = 40;
/** Rows further apart than this share of the letters' size are two tables. */
const LARGEST_ROW_STEP = 2.7;
/** A cell can begin so many lines above the others of its row, when those are centred. */
const MOST_LINES_ABOVE = 4;
/** Cells of a column begin at one place, to so many points. */
const SAME_EDGE = 1.5;
/** Between words and, at least, between cells that nearly touch; as shares of the letters' size. */
const WORD_GAP = 0.2;
const CELL_GAP = 0.45;
/** A row in letters so much larger than those above it is a heading below the table. */
const LARGER = 1.25;
/** The share of cells that must have their column's left edge, right edge or middle. */
const ALIGNED_SHARE = 0.6;
/** The share of rows with more than one cell; fewer are text with a title beside it here and there. */
const FULL_ROWS_SHARE = 0.5;
/** Rows that did not make a table are tried again from the next one, but in all only so many times each. */
const MOST_LOOKS = 20;
const LIST_MARK = /^(?:[•●○◦▪■□–—*·\uE000-\uF8FF-]|\(?(?:\d{1,3}|[a-z])[.)]|\d{1,2})$/iu;
const LEADER_DOTS = /(?:\. ?){4,}|…{2,}/;

/** Finds the tables among the rows of a part of a page. */
export function stretchesOf(rows: readonly Row[]): Stretch[] {
  const stretches: Stretch[] = [];
  let lines: Row[] = [];
  let looksLeft = rows.length * MOST_LOOKS;
  for (let index = 0; index < rows.length; ) {
    const placed = looksLeft > 0 ? placedFrom(rows, index) : [];
    looksLeft -= placed.length;
    const table = tableOf(placed);
    if (table) {
      if (lines.length > 0) stretches.push({ kind: 'LINES', rows: lines });
      lines = [];
      stretches.push({ kind: 'TABLE', rows: table });
      index += placed.length;
    } else {
      const row = rows[index];
      if (row) lines.push(row);
      index++;
    }
  }
  if (lines.length > 0) stretches.push({ kind: 'LINES', rows: lines });
  return stretches;
}

interface PlacedRow {
  row: Row;
  /** The column of each run. */
  columns: Column[];
}

/** As many rows as fit one set of columns. */
function placedFrom(rows: readonly Row[], from: number): PlacedRow[] {
  const placed: PlacedRow[] = [];
  if (!hasCells(rows[from]) && !beginsAbove(rows, from)) return placed;
  const columns: Column[] = [];
  let size = 0;
  for (const found of rows.slice(from, from + MOST_ROWS)) {
    const before = placed.at(-1)?.row;
    if (before && (found.size > size * LARGER || before.y - found.y > size * LARGEST_ROW_STEP)) break;
    const row = placed.length < FEWEST_ROWS ? found : cutAtColumns(found, columns);
    const ofRow = columnsFor(row, columns);
    if (!ofRow) break;
    size = Math.max(size, row.size);
    placed.push({ row, columns: ofRow });
  }
  return withoutTextBelow(placed, leftmost(columns));
}

function tableOf(placed: readonly PlacedRow[]): TableRow[] | null {
  const runs = placed.flatMap(({ row, columns }) =>
    row.runs.flatMap((run, index) => (columns[index] ? [{ run, column: columns[index] }] : [])),
  );
  if (!isAligned(runs)) return null;
  const rows = tableRows(runs);
  const full = rows.filter(({ length }) => length > 1).length;
  return full >= FEWEST_ROWS && full >= rows.length * FULL_ROWS_SHARE ? rows : null;
}

function hasCells(row: Row | undefined): boolean {
  if (!row || row.runs.length < 2 || row.runs.length > MOST_CELLS) return false;
  if (row.runs.some(({ text }) => LEADER_DOTS.test(text))) return false;
  return row.runs.length > 2 || !LIST_MARK.test(row.runs[0]?.text ?? '');
}

/** True for the upper lines of a cell whose row has others that are centred: the file writes some of those before. */
function beginsAbove(rows: readonly Row[], from: number): boolean {
  const [line] = rows[from]?.runs ?? [];
  if (!line || rows[from]?.runs.length !== 1) return false;
  let above = line;
  for (const { runs, y, size } of rows.slice(from + 1, from + 1 + MOST_LINES_ABOVE)) {
    if (above.y - y > size * LARGEST_LINE_STEP) return false;
    if (runs.some(({ first }) => first < line.first)) return true;
    above = runs[0] ?? above;
  }
  return false;
}

/** A long cell can nearly touch the next: a piece begins where that column does, behind a gap or in other letters. */
function cutAtColumns(row: Row, columns: readonly Column[]): Row {
  const runs = row.runs.flatMap((run) => {
    const across = columns.filter((column) => overlaps(column, run));
    if (across.length < 2) return run;
    return cutRun(run, (piece, before) => {
      const isOther = piece.bold !== before.bold || piece.monospaced !== before.monospaced;
      const gap = (piece.left - before.right) / piece.size;
      const begins = across.some(({ left }) => Math.abs(left - piece.left) <= SAME_EDGE);
      return begins && gap >= (isOther ? WORD_GAP : CELL_GAP);
    });
  });
  return { ...row, runs };
}

/** The column of each run of a row, widened by it; null when a run lies across two of them. Adds new columns. */
function columnsFor(row: Row, columns: Column[]): Column[] | null {
  if (row.runs.length + columns.length > MOST_CELLS || row.runs.some(({ text }) => LEADER_DOTS.test(text)))
    return null;
  const found = row.runs.map((run) => columns.filter((column) => overlaps(column, run)));
  const taken = found.flat();
  if (found.some(({ length }) => length > 1) || new Set(taken).size < taken.length) return null;
  return row.runs.map((run, index) => {
    const column = found[index]?.[0] ?? { left: run.left, right: run.right };
    if (found[index]?.length === 0) columns.push(column);
    column.left = Math.min(column.left, run.left);
    column.right = Math.max(column.right, run.right);
    return column;
  });
}

function overlaps(a: Column, b: Column): boolean {
  return a.left < b.right && b.left < a.right;
}

/** Last rows with a single cell are text below the table, unless the file writes them before other cells. */
function withoutTextBelow(placed: readonly PlacedRow[], first: Column | undefined): PlacedRow[] {
  const written = placed.reduce(
    (most, { row }) => row.runs.reduce((last, run) => Math.max(last, run.last), most),
    0,
  );
  let end = placed.length;
  for (; end > 1; end--) {
    const [last, before] = [placed[end - 1], placed[end - 2]];
    const [run] = last?.row.runs ?? [];
    if (!last || !before || !run || last.columns.length > 1) break;
    const isClose = before.row.y - last.row.y <= last.row.size * LARGEST_LINE_STEP;
    if (isClose && (last.columns[0] !== first || run.last < written)) break;
  }
  return placed.slice(0, end);
}

/** Prose has wide gaps too, but not below each other. What stands below each other in code is no table. */
function isAligned(placed: readonly PlacedRun[]): boolean {
  if (placed.every(({ run }) => run.monospaced)) return false;
  const byColumn = [...Map.groupBy(placed, ({ column }) => column).values()];
  const aligned = byColumn.reduce((sum, inColumn) => sum + alignedCount(inColumn.map(({ run }) => run)), 0);
  return byColumn.length > 1 && aligned >= placed.length * ALIGNED_SHARE;
}

/** How many share the most frequent left edge, right edge or middle. */
function alignedCount(runs: readonly Run[]): number {
  const edges = [
    runs.map(({ left }) => left),
    runs.map(({ right }) => right),
    runs.map(({ left, right }) => (left + right) / 2),
  ];
  const most = Math.max(...edges.map(mostAtOnePlace));
  return most > 1 ? most : 0;
}

function mostAtOnePlace(places: readonly number[]): number {
  const sorted = [...places].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [to, place] of sorted.entries()) {
    while (place - (sorted[from] ?? place) > ALIGNED) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
