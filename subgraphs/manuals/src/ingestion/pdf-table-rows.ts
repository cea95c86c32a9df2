import type { Run } from './pdf-rows.ts';

/** From where to where a column goes. */
export interface Column {
  left: number;
  right: number;
}

/** A line of a table and the column that it stands in. */
export interface PlacedRun {
  run: Run;
  column: Column;
}

/** A row of a table: its cells from left to right, each with its lines. Empty cells are left out. */
export type TableRow = Run[][];

/** Lines of one cell are no further apart, as a share of the letters' size. */
export const LARGEST_LINE_STEP = 1.45;
/** Lines of a cell share their left edge or their middle, to this many points. */
export const ALIGNED = 2.5;
/** How far a line reaches above and below its baseline, as shares of its size. */
const ABOVE = 0.7;
const BELOW = 0.2;
/** Cells of a row begin at one height or share their middle, to this share of the letters' size. */
const SAME_HEIGHT = 0.4;

interface Cell {
  column: Column;
  lines: Run[];
}

/**
 * The rows of a table from the lines of its cells. A file writes a cell's lines one after the other, which tells them
 * from the next row's; cells that overlap in height make a row, whether they begin at one height or are centred.
 */
export function tableRows(placed: readonly PlacedRun[]): TableRow[] {
  const first = leftmost(placed.map(({ column }) => column));
  return groupsOf(cellsOf(placed))
    .flatMap((cells) => withoutSpans(cells))
    .flatMap((cells) => withoutHeadline(cells, first))
    .map(rowOf);
}

/** The column that begins furthest to the left. */
export function leftmost(columns: readonly Column[]): Column | undefined {
  return columns.reduce<Column | undefined>((a, b) => (a && a.left <= b.left ? a : b), undefined);
}

function cellsOf(placed: readonly PlacedRun[]): Cell[] {
  const cells: Cell[] = [];
  for (const { run, column } of placed.toSorted((a, b) => a.run.first - b.run.first)) {
    const cell = cells.at(-1);
    const above = cell?.lines.at(-1);
    if (cell?.column === column && above && continues(above, run)) cell.lines.push(run);
    else cells.push({ column, lines: [run] });
  }
  return cells;
}

function continues(above: Run, run: Run): boolean {
  const step = above.y - run.y;
  const middles = Math.abs(above.left + above.right - run.left - run.right) / 2;
  return (
    run.first === above.last + 1 &&
    (run.bold || !above.bold) &&
    step > 0 &&
    step <= Math.max(above.size, run.size) * LARGEST_LINE_STEP &&
    Math.min(Math.abs(above.left - run.left), middles) <= ALIGNED
  );
}

function topOf({ lines }: Cell): number {
  return (lines[0]?.y ?? 0) + (lines[0]?.size ?? 0) * ABOVE;
}

function bottomOf({ lines }: Cell): number {
  return (lines.at(-1)?.y ?? 0) - (lines.at(-1)?.size ?? 0) * BELOW;
}

/** Cells that overlap in height, from the top. */
function groupsOf(cells: readonly Cell[]): Cell[][] {
  const groups: { cells: Cell[]; bottom: number }[] = [];
  for (const cell of cells.toSorted((a, b) => topOf(b) - topOf(a))) {
    const group = groups.at(-1);
    if (group && topOf(cell) > group.bottom) {
      group.cells.push(cell);
      group.bottom = Math.min(group.bottom, bottomOf(cell));
    } else groups.push({ cells: [cell], bottom: bottomOf(cell) });
  }
  return groups.map((group) => group.cells);
}

/** A cell beside several rows of other columns would make one of them: then each line stands for itself. */
function withoutSpans(cells: readonly Cell[]): Cell[][] {
  const crowded = [...Map.groupBy(cells, ({ column }) => column).values()].filter(({ length }) => length > 1);
  if (crowded.length < 2) return [[...cells]];
  const lines = cells.flatMap(({ column, lines }) => lines.map((line) => ({ column, lines: [line] })));
  return groupsOf(lines);
}

/** Lines of the first column that end beside the row's other cells, and begin above them, are rows of their own. */
function withoutHeadline(cells: readonly Cell[], first: Column | undefined): Cell[][] {
  const title = cells.find(({ column, lines }) => column === first && lines.length > 1);
  const others = cells.filter((cell) => cell !== title);
  if (!title || others.length === 0) return [[...cells]];
  const highest = others.reduce((a, b) => (topOf(b) > topOf(a) ? b : a));
  const tolerance = (title.lines[0]?.size ?? 0) * SAME_HEIGHT;
  const middles = Math.abs(topOf(title) + bottomOf(title) - topOf(highest) - bottomOf(highest)) / 2;
  if (topOf(title) - topOf(highest) <= tolerance || middles <= tolerance) return [[...cells]];
  const above = title.lines.filter(({ y }) => y > (highest.lines[0]?.y ?? 0) + tolerance);
  const rest = { ...title, lines: title.lines.slice(above.length) };
  return [
    ...above.map((line) => [{ ...title, lines: [line] }]),
    rest.lines.length > 0 ? [rest, ...others] : others,
  ];
}

function rowOf(cells: readonly Cell[]): TableRow {
  const byColumn = Map.groupBy(
    cells.toSorted((a, b) => a.column.left - b.column.left || topOf(b) - topOf(a)),
    ({ column }) => column,
  );
  return [...byColumn.values()].map((inColumn) => inColumn.flatMap(({ lines }) => lines));
}
