import { commonShift, numbersIn } from './page-labels.ts';
import { type PdfLine, usualFontSize } from './pdf-lines.ts';

const FEWEST_PAGES = 3;
const SHARE_OF_PAGES = 0.5;
/** On a page with fewer lines a line that repeats may be all it says; only a bare number goes. */
const FEWEST_LINES = 4;
const BARE_NUMBER = /^\s*(?:\d{1,4}|[ivxlc]{1,7})\s*$/;
/** So many lines can run at an edge of the page. */
const MOST_LINES = 3;
/** Lines that run stand away from the text by more than so many of the page's usual steps from line to line. */
const STANDS_AWAY = 1.4;
/** Running heads stand at one height on all pages, to so many points. */
const SAME_HEIGHT = 4;
/** What stands there on one page alone runs where these shares of pages have a line there, and a repeated one. */
const SHARE_AT_HEIGHT = 0.6;
const SHARE_REPEATED = 0.2;
/** Titles are larger than the text; what runs is not. */
const LARGER = 1.2;

/** Pages without what runs at their edges, and what ran: `running[0]` holds the heads and feet of page 1. */
export interface PagesApart {
  pages: PdfLine[][];
  running: PdfLine[][];
}

/**
 * Parts running heads, feet and page numbers from the text. By text: the outermost line that bears the page's number
 * or, but for its digits, is that of other pages too. With a digit three pages are enough, if it stands where many
 * pages have such a line; else it could be a heading like "Procedure" or "2.1 Tools", so half of all pages, or of all
 * left or right ones, must have it. By place: lines that stand away from the text, at a height where most pages have
 * one of these, and in letters of that size, as chapter titles do.
 */
export function partRunningLines(pages: readonly (readonly PdfLine[])[]): PagesApart {
  const largest = usualFontSize(pages) * LARGER;
  const edges = pages.map((lines) => edgesOf(lines, largest));
  const heads = runningAt(edges.map(({ top }) => top));
  const feet = runningAt(edges.map(({ bottom }) => bottom));
  const parts = pages.map((lines, index) => {
    const running = new Set([...(heads[index] ?? []), ...(feet[index] ?? [])]);
    const goes = (line: PdfLine) =>
      running.has(line) && (lines.length >= FEWEST_LINES || BARE_NUMBER.test(line.text));
    return { text: lines.filter((line) => !goes(line)), running: lines.filter(goes) };
  });
  return { pages: parts.map(({ text }) => text), running: parts.map(({ running }) => running) };
}

/** The lines at an edge, the outermost first. */
interface Edge {
  lines: PdfLine[];
  /** The first so many stand away from the text. */
  away: number;
}

/** The lines at an edge that may run. */
function candidatesOf({ lines, away }: Edge): PdfLine[] {
  return lines.slice(0, Math.max(1, away));
}

function edgesOf(lines: readonly PdfLine[], largest: number): { top: Edge; bottom: Edge } {
  const upright = lines.filter(({ isTurned }) => !isTurned).sort((a, b) => b.y - a.y);
  const steps = upright
    .map(({ y }, index) => (upright[index - 1]?.y ?? y) - y)
    .filter((step) => step > 1)
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  return { top: edgeOf(upright, usual, largest), bottom: edgeOf(upright.toReversed(), usual, largest) };
}

function edgeOf(fromEdge: readonly PdfLine[], usualStep: number, largest: number): Edge {
  const lines = fromEdge.slice(0, MOST_LINES + 1);
  const gaps = lines.map(({ y }, index) => Math.abs(y - (lines[index + 1]?.y ?? y)));
  const away = gaps.findIndex((gap) => gap > usualStep * STANDS_AWAY) + 1;
  const title = lines.findIndex(({ fontSize }) => fontSize > largest);
  const end = title < 0 ? MOST_LINES : Math.min(title, MOST_LINES);
  return { lines: lines.slice(0, end), away: away > MOST_LINES ? 0 : Math.min(away, end) };
}

function runningAt(edges: readonly Edge[]): PdfLine[][] {
  const byText = new RepeatedTexts(edges);
  const repeated = edges.map((edge, page) => {
    const candidates = candidatesOf(edge);
    const stop = candidates.findIndex((line) => !byText.has(line, page));
    return stop < 0 ? candidates : candidates.slice(0, stop);
  });
  const standing = countBy(
    edges.flatMap(({ lines, away }) => lines.slice(0, Math.min(1, away)).map(heightOf)),
  );
  const repeatedAt = countBy(
    edges.flatMap(({ lines, away }) =>
      lines.slice(0, Math.min(1, away)).filter(byText.isOnSome).map(heightOf),
    ),
  );
  const isUsualHeight = (line: PdfLine) =>
    (standing.get(heightOf(line)) ?? 0) >= edges.length * SHARE_AT_HEIGHT &&
    (repeatedAt.get(heightOf(line)) ?? 0) >= edges.length * SHARE_REPEATED;
  return edges.map(({ lines, away }, page) => [
    ...new Set([...(repeated[page] ?? []), ...lines.slice(0, away).filter(isUsualHeight)]),
  ]);
}

/** Which lines at the edge of pages repeat. */
class RepeatedTexts {
  readonly #pageCount: number;
  /** By shape, on right pages and on left ones. */
  readonly #pages: [Map<string, number>, Map<string, number>];
  readonly #heights: Map<string, number>;
  /** What must be added to a page's place in the file to get the number that it bears; null when they bear none. */
  readonly #numberShift: number | null;

  constructor(edges: readonly Edge[]) {
    this.#pageCount = edges.length;
    this.#numberShift = commonShift(
      edges.map((edge) => candidatesOf(edge).flatMap(({ text }) => numbersIn(text))),
    );
    this.#heights = countBy(edges.flatMap((edge) => candidatesOf(edge).map(heightOf)));
    const shapesOf = (parity: number) =>
      edges
        .filter((_, index) => index % 2 === parity)
        .flatMap((edge) => [...new Set(candidatesOf(edge).map(shape))]);
    this.#pages = [countBy(shapesOf(0)), countBy(shapesOf(1))];
  }

  /** True for a line that some pages have: too few to tell from a title by its text alone. */
  readonly isOnSome = (line: PdfLine): boolean => {
    const key = shape(line);
    return (this.#pages[0].get(key) ?? 0) + (this.#pages[1].get(key) ?? 0) >= FEWEST_PAGES;
  };

  has(line: PdfLine, page: number): boolean {
    const isUsualHeight = (this.#heights.get(heightOf(line)) ?? 0) >= this.#pageCount * SHARE_REPEATED;
    const number = this.#numberShift === null ? null : page + 1 + this.#numberShift;
    if (isUsualHeight && number !== null && numbersIn(line.text).includes(number)) return true;
    const key = shape(line);
    const onSide = this.#pages[page % 2 === 0 ? 0 : 1].get(key) ?? 0;
    const onAll = (this.#pages[0].get(key) ?? 0) + (this.#pages[1].get(key) ?? 0);
    if (onAll < FEWEST_PAGES) return false;
    const share = this.#pageCount * SHARE_OF_PAGES;
    if (key === '#') return true;
    if (key.includes('#') && isUsualHeight) return true;
    return onAll >= share || (onSide === onAll && onSide >= Math.max(FEWEST_PAGES, share / 2));
  }
}

/** Where a line stands and how large it is. */
function heightOf({ y, fontSize }: PdfLine): string {
  return `${Math.round(y / SAME_HEIGHT)} ${Math.round(fontSize)}`;
}

function shape({ text }: PdfLine): string {
  if (BARE_NUMBER.test(text)) return '#';
  return text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
