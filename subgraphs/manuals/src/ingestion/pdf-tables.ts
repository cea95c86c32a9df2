import type { Row, Run } from './pdf-rows.ts';

/** Rows that are lines of text, or rows of a table with each cell in its column. */
export type Stretch = { kind: 'LINES'; rows: Row[] } | { kind: 'TABLE'; rows: TableRow[] };

/** A row of a table. Cells that are empty are left out; a wrapped cell holds all of its lines. */
export interface TableRow {
  cells: Run[][];
  top: Row;
}

const FEWEST_ROWS = 2;
/** A longer table is read as several. */
const MOST_ROWS = 500;
/** More things side by side are a drawing. */
const MOST_CELLS = 40;
/** As shares of the letters' size: rows further apart are two tables; lines of one cell are no further apart. */
const LARGEST_ROW_STEP = 2.7;
const LARGEST_LINE_STEP = 1.45;
/** Cells that are centred in their row stand half a line apart. */
const PART_OF_LINE = 0.8;
/** A row in letters so much larger than those above it is a heading below the table. */
const LARGER = 1.25;
/** Cells of a column share their left edge, right edge or middle, to this many points. */
const ALIGNED = 2.5;
/** The share of cells that must do so. */
const ALIGNED_SHARE = 0.6;
/** The share of rows with more than one cell; fewer are text with a title beside it here and there. */
const FULL_ROWS_SHARE = 0.5;
/** Rows that did not make a table are tried again from the next one, but in all only so many times each. */
const MOST_LOOKS = 20;
const LIST_MARK = /^(?:[•●○◦▪■□–—*·-]|\(?(?:\d{1,3}|[a-z])[.)]|\d{1,2})$/iu;
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

/** From where to where a column goes. */
interface Column {
  left: number;
  right: number;
}

interface PlacedRow {
  row: Row;
  /** The column of each run. */
  columns: Column[];
}

/** As many rows as fit one set of columns. */
function placedFrom(rows: readonly Row[], from: number): PlacedRow[] {
  const placed: PlacedRow[] = [];
  if (!hasCells(rows[from])) return placed;
  const columns: Column[] = [];
  let size = 0;
  for (const row of rows.slice(from, from + MOST_ROWS)) {
    const before = placed.at(-1)?.row;
    if (before && (row.size > size * LARGER || before.y - row.y > size * LARGEST_ROW_STEP)) break;
    const ofRow = columnsFor(row, columns);
    if (!ofRow) break;
    size = Math.max(size, row.size);
    placed.push({ row, columns: ofRow });
  }
  while (endsBefore(placed.at(-1), placed.at(-2), leftmost(columns))) placed.pop();
  return placed;
}

function tableOf(placed: readonly PlacedRow[]): TableRow[] | null {
  if (!isAligned(placed)) return null;
  const rows = tableRows(placed, leftmost(placed.flatMap(({ columns }) => columns)));
  const full = rows.filter(({ cells }) => cells.length > 1).length;
  return full >= FEWEST_ROWS && full >= rows.length * FULL_ROWS_SHARE ? rows : null;
}

function hasCells(row: Row | undefined): boolean {
  if (!row || row.runs.length < 2 || row.runs.length > MOST_CELLS) return false;
  if (row.runs.some(({ text }) => LEADER_DOTS.test(text))) return false;
  return row.runs.length > 2 || !LIST_MARK.test(row.runs[0]?.text ?? '');
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

function leftmost(columns: readonly Column[]): Column | undefined {
  return columns.reduce<Column | undefined>((a, b) => (a && a.left <= b.left ? a : b), undefined);
}

/** A last row with a single cell is text below the table, unless it is the next line of a cell above it. */
function endsBefore(
  last: PlacedRow | undefined,
  before: PlacedRow | undefined,
  first: Column | undefined,
): boolean {
  if (!last || !before || last.columns.length > 1) return false;
  const step = before.row.y - last.row.y;
  return last.columns[0] === first || step > last.row.size * LARGEST_LINE_STEP;
}

/** Prose has wide gaps too, but not below each other. What stands below each other in code is no table. */
function isAligned(placed: readonly PlacedRow[]): boolean {
  const full = placed.filter(({ columns }) => columns.length > 1);
  if (full.length < FEWEST_ROWS || full.every(({ row }) => row.runs.every(({ monospaced }) => monospaced)))
    return false;
  const cells = full.flatMap(({ row, columns }) =>
    columns.map((column, index) => ({ column, run: row.runs[index] })),
  );
  const byColumn = Map.groupBy(cells, ({ column }) => column);
  let aligned = 0;
  for (const inColumn of byColumn.values()) aligned += alignedCount(inColumn.flatMap(({ run }) => run ?? []));
  return aligned >= cells.length * ALIGNED_SHARE;
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

function tableRows(placed: readonly PlacedRow[], first: Column | undefined): TableRow[] {
  const rows: { cells: Map<Column, Run[]>; top: Row; bottom: Row }[] = [];
  for (const next of placed) {
    const open = rows.at(-1);
    if (open && continues(open, next, first)) {
      for (const [cell, column] of next.columns.entries()) {
        open.cells.set(column, [...(open.cells.get(column) ?? []), ...next.row.runs.slice(cell, cell + 1)]);
      }
      open.bottom = next.row;
    } else {
      const cells = new Map(
        next.columns.map((column, cell) => [column, next.row.runs.slice(cell, cell + 1)]),
      );
      rows.push({ cells, top: next.row, bottom: next.row });
    }
  }
  return rows.map(({ cells, top }) => ({
    cells: [...cells].sort(([a], [b]) => a.left - b.left).map(([, runs]) => runs),
    top,
  }));
}

/**
 * True when a row holds nothing but the next lines of the open row's cells. A file that writes cell by cell says so:
 * such a line follows its cell before a later cell begins. Else a line alone below a cell, and close, belongs to it.
 */
function continues(
  open: { cells: ReadonlyMap<Column, Run[]>; bottom: Row },
  next: PlacedRow,
  first: Column | undefined,
): boolean {
  const size = Math.max(open.bottom.size, next.row.size);
  const step = open.bottom.y - next.row.y;
  if (step <= size * PART_OF_LINE) return true;
  if (step > size * LARGEST_LINE_STEP) return false;
  const wraps = next.row.runs.every((run, index) => {
    const column = next.columns[index];
    const above = column && open.cells.get(column)?.at(-1);
    return above !== undefined && run.first === above.last + 1 && startsBelow(above, run);
  });
  const written = Math.max(...[...open.cells.values()].map((runs) => runs.at(-1)?.last ?? 0));
  const isWrittenBefore = next.row.runs.some(({ last }) => last < written);
  if (wraps && isWrittenBefore) return true;
  const [only] = next.columns;
  const isAlone = next.columns.length === 1 && only !== undefined && only !== first && open.cells.has(only);
  return isAlone && wraps;
}

/** Below its left edge or its middle: the line of a wrapped cell that is set from the left, or centred. */
function startsBelow(above: Run, run: Run): boolean {
  const middles = Math.abs(above.left + above.right - run.left - run.right) / 2;
  return Math.min(Math.abs(above.left - run.left), middles) <= ALIGNED;
}
