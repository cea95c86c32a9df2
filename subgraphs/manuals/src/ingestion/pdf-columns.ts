import type { Run } from './pdf-rows.ts';

const FEWEST_LINES = 3;
/** Fewer short lines that stand in rows are a table, in whatever order the file writes it. */
const FEWEST_SHORT_LINES = 8;
const MOST_CANDIDATES = 6;
/** Columns within columns: three columns are two of which one is cut again. */
const DEEPEST = 3;
/** Left edges differ by so much, in points, and still stand below each other. */
const SAME_EDGE = 2;
/** The share of the shorter column's height that must stand beside the other column. */
const BESIDE = 0.5;
/** A file that writes column after column changes sides once, and here and there at a figure. */
const STRAY_SHARE = 0.1;
/** A file that writes row by row changes sides so often for each row of prose. */
const EVERY_ROW = 1.5;
const PROSE_WORDS = 4;
/** The share of its column's width that a line of prose fills. */
const PROSE_WIDTH = 0.6;

/**
 * Parts of a page in reading order: text above columns, the first column, the next one, text below. One part when
 * there are no columns. The cells of a table stand beside each other as well, so columns must be written one after
 * the other in the file, or be prose on both sides that the file writes line by line across the gutter.
 */
export function partsInReadingOrder(runs: readonly Run[], depth = 0): Run[][] {
  const bands = depth < DEEPEST ? bestBands(runs) : null;
  if (!bands) return runs.length > 0 ? [[...runs]] : [];
  return bands.flatMap((band) => [
    ...partsInReadingOrder(band.across, depth + 1),
    ...partsInReadingOrder(band.left, depth + 1),
    ...partsInReadingOrder(band.right, depth + 1),
  ]);
}

/** Text across the page, and the two columns below it. */
interface Band {
  across: Run[];
  left: Run[];
  right: Run[];
}

/** The bands of the gutter that has most text beside it; null when there is none. */
function bestBands(runs: readonly Run[]): Band[] | null {
  if (runs.length < 2 * FEWEST_LINES) return null;
  const fromTop = [...runs].sort((a, b) => b.y - a.y);
  let best: { bands: Band[]; inColumns: number } | null = null;
  for (const edge of commonEdges(runs)) {
    const bands = bandsAt(edge - SAME_EDGE, fromTop);
    const inColumns = bands.reduce((sum, { left, right }) => sum + left.length + right.length, 0);
    if (inColumns > (best?.inColumns ?? 0)) best = { bands, inColumns };
  }
  return best?.bands ?? null;
}

/** Where many runs begin: the left edges that columns may have, the most frequent first. */
function commonEdges(runs: readonly Run[]): number[] {
  const counts = new Map<number, { least: number; count: number }>();
  for (const { left } of runs) {
    const bin = Math.round(left / SAME_EDGE);
    const found = counts.get(bin) ?? { least: left, count: 0 };
    counts.set(bin, { least: Math.min(found.least, left), count: found.count + 1 });
  }
  return [...counts.values()]
    .filter(({ count }) => count >= FEWEST_LINES)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_CANDIDATES)
    .map(({ least }) => least);
}

function bandsAt(gutter: number, fromTop: readonly Run[]): Band[] {
  const bands: Band[] = [];
  let across: Run[] = [];
  let left: Run[] = [];
  let right: Run[] = [];
  const close = () => {
    if (areColumns(left, right)) {
      bands.push({ across, left, right });
      across = [];
    } else for (const run of [...left, ...right]) across.push(run);
    left = [];
    right = [];
  };
  for (const run of fromTop) {
    if (run.left >= gutter) right.push(run);
    else if (run.right <= gutter) left.push(run);
    else {
      if (left.length + right.length > 0) close();
      across.push(run);
    }
  }
  close();
  if (across.length > 0) bands.push({ across, left: [], right: [] });
  return bands;
}

function areColumns(left: readonly Run[], right: readonly Run[]): boolean {
  const shorter = Math.min(left.length, right.length);
  if (shorter < FEWEST_LINES || !standBeside(left, right)) return false;
  const changes = changesOfSide(left, right);
  const areProse = isProse(left) && isProse(right);
  if (changes > 1 + shorter * STRAY_SHARE) return changes >= shorter * EVERY_ROW && areProse;
  return areProse || shorter >= FEWEST_SHORT_LINES || !standInRows(left, right);
}

/** Every line has one at its height in the other column. */
function standInRows(left: readonly Run[], right: readonly Run[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ y, size }, index) => Math.abs((right[index]?.y ?? 0) - y) < size / 4)
  );
}

/** Both sides come from top to bottom. */
function standBeside(left: readonly Run[], right: readonly Run[]): boolean {
  const [leftTop = 0, leftBottom = 0] = [left[0]?.y, left.at(-1)?.y];
  const [rightTop = 0, rightBottom = 0] = [right[0]?.y, right.at(-1)?.y];
  const shared = Math.min(leftTop, rightTop) - Math.max(leftBottom, rightBottom);
  return shared >= BESIDE * Math.min(leftTop - leftBottom, rightTop - rightBottom);
}

function changesOfSide(left: readonly Run[], right: readonly Run[]): number {
  const sides = [
    ...left.map(({ first }) => ({ first, side: 0 })),
    ...right.map(({ first }) => ({ first, side: 1 })),
  ].sort((a, b) => a.first - b.first);
  return sides.filter(({ side }, index) => index > 0 && side !== sides[index - 1]?.side).length;
}

function isProse(runs: readonly Run[]): boolean {
  const least = runs.reduce((edge, { left }) => Math.min(edge, left), Number.POSITIVE_INFINITY);
  const most = runs.reduce((edge, { right }) => Math.max(edge, right), Number.NEGATIVE_INFINITY);
  const words = runs.reduce((sum, { text }) => sum + text.split(' ').length, 0);
  const width = runs.reduce((sum, { left, right }) => sum + right - left, 0);
  return words >= runs.length * PROSE_WORDS && width >= runs.length * (most - least) * PROSE_WIDTH;
}
