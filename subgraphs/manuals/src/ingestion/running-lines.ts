import type { PdfLine } from './pdf-lines.ts';

const FEWEST_PAGES = 3;
const SHARE_OF_PAGES = 0.5;
/** On a page with fewer lines a line that repeats may be all it says; only a bare number goes. */
const FEWEST_LINES = 4;
const BARE_NUMBER = /^\s*\d{1,4}\s*$/;

/**
 * Takes away running heads and page numbers: a page's first or last line that, but for its digits, is that of other
 * pages too. With a digit three pages are enough; without one it could be a heading like "Procedure", so half of
 * all pages must begin or end with it.
 */
export function withoutRunningLines(pages: readonly (readonly PdfLine[])[]): PdfLine[][] {
  const heads = countShapes(pages.map((lines) => lines[0]));
  const feet = countShapes(pages.map((lines) => lines.at(-1)));
  return pages.map((lines) =>
    lines.filter((line, index) => {
      if (lines.length < FEWEST_LINES && !BARE_NUMBER.test(line.text)) return true;
      const isHead = index === 0 && repeats(line, heads, pages.length);
      const isFoot = index === lines.length - 1 && repeats(line, feet, pages.length);
      return !isHead && !isFoot;
    }),
  );
}

function countShapes(lines: readonly (PdfLine | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line) counts.set(shape(line), (counts.get(shape(line)) ?? 0) + 1);
  }
  return counts;
}

function repeats(line: PdfLine, counts: ReadonlyMap<string, number>, pageCount: number): boolean {
  const count = counts.get(shape(line)) ?? 0;
  return count >= FEWEST_PAGES && (/\d/.test(line.text) || count >= pageCount * SHARE_OF_PAGES);
}

function shape({ text }: PdfLine): string {
  return text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}
