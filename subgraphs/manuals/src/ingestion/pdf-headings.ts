import type { PdfDocument, PdfLine } from './pdf-lines.ts';

/** Where a heading begins: the lines at or below `y` on its page stand under it. */
export interface HeadingMark {
  /** From 1. */
  page: number;
  /** Points above the page's bottom; Infinity for the top of the page. */
  y: number;
  title: string;
  /** The smaller, the higher it stands: depth in the outline, or how small the letters are. */
  level: number;
}

interface OutlineNode {
  title: string;
  dest: string | unknown[] | null;
  items: unknown;
}

const HEADING_WORDS = 14;
/** How much larger than the text a line must be to be a heading. */
const LARGER = 1.15;
const DEEPEST_OUTLINE = 12;

/** The PDF's own table of contents in reading order; empty when it has none. Entries that lead nowhere are left out. */
export async function outlineMarks(pdf: PdfDocument): Promise<HeadingMark[]> {
  const outline = await pdf.getOutline().catch(() => null);
  const marks: HeadingMark[] = [];
  for (const { node, level } of flatten(outline ?? [], 0)) {
    const mark = await markOf(pdf, node, level).catch(() => null);
    if (mark && mark.title !== '') marks.push(mark);
  }
  return marks.sort((a, b) => a.page - b.page || b.y - a.y);
}

function flatten(nodes: readonly OutlineNode[], level: number): { node: OutlineNode; level: number }[] {
  if (level > DEEPEST_OUTLINE) return [];
  // pdf.js types the children of an outline node as any[]; they are outline nodes.
  return nodes.flatMap((node) => [{ node, level }, ...flatten(node.items as OutlineNode[], level + 1)]);
}

/** A destination is [page, kind, …]: XYZ has left and top, FitH and FitBH only top (ISO 32000-1, 12.3.2.2). */
async function markOf(
  pdf: PdfDocument,
  { title, dest }: OutlineNode,
  level: number,
): Promise<HeadingMark | null> {
  const target: unknown[] | null = typeof dest === 'string' ? await pdf.getDestination(dest) : dest;
  if (!target) return null;
  const [page, kind] = target;
  // A page is given by reference; remote and damaged destinations hold a number or nothing.
  const index =
    typeof page === 'number' ? page : await pdf.getPageIndex(page as { num: number; gen: number });
  // The kind is a PDF name, which pdf.js gives as an object with that name; in a damaged file it can be anything.
  const kindName = (kind as { name?: string } | undefined)?.name;
  const top = kindName === 'XYZ' ? target[3] : kindName === 'FitH' || kindName === 'FitBH' ? target[2] : null;
  return {
    page: index + 1,
    y: typeof top === 'number' ? top : Number.POSITIVE_INFINITY,
    title: title.trim(),
    level,
  };
}

/**
 * Headings of a PDF without a table of contents: short lines in letters clearly larger than most of the text's.
 * `pages[0]` holds the lines of page 1.
 */
export function guessedMarks(pages: readonly (readonly PdfLine[])[]): HeadingMark[] {
  const usual = usualFontSize(pages);
  return pages.flatMap((lines, index) => headingsOfPage(lines, index + 1, usual));
}

function headingsOfPage(lines: readonly PdfLine[], page: number, usual: number): HeadingMark[] {
  const marks: HeadingMark[] = [];
  let before: PdfLine | null = null;
  for (const line of lines) {
    const last = marks.at(-1);
    const isHeading = looksLikeHeading(line, usual);
    if (isHeading && last && before && line.fontSize >= before.fontSize) {
      // A title on two lines, or "Chapter 2" above its title.
      last.title += ` ${line.text.trim()}`;
      last.level = -line.fontSize;
    } else if (isHeading) {
      marks.push({ page, y: line.y + line.fontSize, title: line.text.trim(), level: -line.fontSize });
    }
    before = isHeading ? line : null;
  }
  return marks;
}

function looksLikeHeading({ text, fontSize }: PdfLine, usual: number): boolean {
  const words = text.trim().split(/\s+/);
  if (words.length > HEADING_WORDS || !/\p{L}{3}/u.test(text) || /[.,;:]\s*$/.test(text)) return false;
  return fontSize >= usual * LARGER;
}

/** The size that most letters of the document have. */
function usualFontSize(pages: readonly (readonly PdfLine[])[]): number {
  const letters = new Map<number, number>();
  for (const { text, fontSize } of pages.flat()) {
    const rounded = Math.round(fontSize * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
