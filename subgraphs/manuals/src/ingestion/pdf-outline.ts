import type { PdfDocument } from './pdf-fragments.ts';
import type { HeadingMark } from './pdf-headings.ts';
import type { PdfLine } from './pdf-lines.ts';

/** A page that the outline may lead to. */
export interface OutlinePage {
  /** Number of the page's object in the file; null when it has none. */
  objectNumber: number | null;
  lines: PdfLine[];
  /** From coordinates of the file to the shown page. */
  shown(x: number, y: number): { x: number; y: number };
}

interface OutlineNode {
  title: string;
  dest: string | unknown[] | null;
  items: unknown;
}

const DEEPEST_OUTLINE = 12;
/** The beginnings of chapters say "2.1 Title", the outline only "Title", or the other way round. */
const NUMBERING =
  /^(?:(?:chapter|appendix|section|part|kapitel|anhang|teil)\s+)?(?:\d{1,3}|[A-Z])(?:\.[\dA-Z]{1,3})*\.?\s+/iu;
const LONGEST_TITLE = 200;
/** Destinations lie at the title's baseline or above it, seldom lower by more than so many points. */
const BELOW_TITLE = 3;

/** The PDF's own table of contents in reading order; empty when it has none. Entries that lead nowhere are left out. */
export async function outlineMarks(pdf: PdfDocument, pages: readonly OutlinePage[]): Promise<HeadingMark[]> {
  const outline = await pdf.getOutline().catch(() => null);
  const targets = new OutlineTargets(pages);
  const marks: HeadingMark[] = [];
  for (const { node, level } of flatten(outline ?? [], 0)) {
    const dest = typeof node.dest === 'string' ? await named(pdf, node.dest) : node.dest;
    const place = dest ? targets.find(dest, node.title) : null;
    const title = node.title.trim();
    if (place && title !== '') marks.push({ ...place, title, level });
  }
  return marks.sort((a, b) => a.page - b.page || a.line - b.line);
}

async function named(pdf: PdfDocument, name: string): Promise<unknown[] | null> {
  return await pdf.getDestination(name).catch(() => null);
}

function flatten(nodes: readonly OutlineNode[], level: number): { node: OutlineNode; level: number }[] {
  if (level > DEEPEST_OUTLINE) return [];
  // pdf.js types the children of an outline node as any[]; they are outline nodes.
  return nodes.flatMap((node) => [{ node, level }, ...flatten(node.items as OutlineNode[], level + 1)]);
}

/** Finds the line that an entry means: the one that has its title, else the first at or below its destination. */
class OutlineTargets {
  readonly #pages: readonly OutlinePage[];
  readonly #indexes = new Map<number, number>();
  readonly #titles = new Map<number, Map<string, number[]>>();
  readonly #lowest = new Map<number, number[]>();

  constructor(pages: readonly OutlinePage[]) {
    this.#pages = pages;
    for (const [index, { objectNumber }] of pages.entries()) {
      if (objectNumber !== null) this.#indexes.set(objectNumber, index);
    }
  }

  find(dest: readonly unknown[], title: string): { page: number; line: number } | null {
    const index = this.#indexOf(dest[0]);
    const page = this.#pages[index];
    if (!page) return null;
    const y = heightOf(dest, page);
    return { page: index + 1, line: this.#lineWith(title, index, y) ?? this.#lineBelow(y, index) };
  }

  /** A destination names its page by reference, or by number where it means another file. */
  #indexOf(target: unknown): number {
    if (typeof target === 'number') return target;
    // A reference of pdf.js; in a damaged file it can be anything.
    const objectNumber = (target as { num?: unknown } | null)?.num;
    return (typeof objectNumber === 'number' ? this.#indexes.get(objectNumber) : undefined) ?? -1;
  }

  /** Of several such lines, the one nearest to the destination. */
  #lineWith(title: string, index: number, y: number): number | null {
    const titles = this.#titles.get(index) ?? titlesOf(this.#pages[index]?.lines ?? []);
    this.#titles.set(index, titles);
    const found = keysOf(title).flatMap((key) => titles.get(key) ?? []);
    if (y === Number.POSITIVE_INFINITY) return found[0] ?? null;
    const distance = (line: number) => Math.abs((this.#pages[index]?.lines[line]?.y ?? 0) - y);
    return found.length > 0 ? found.reduce((a, b) => (distance(b) < distance(a) ? b : a)) : null;
  }

  /** In columns a later line can stand higher, so it is searched in the lowest height up to each line. */
  #lineBelow(y: number, index: number): number {
    const lowest = this.#lowest.get(index) ?? lowestSoFar(this.#pages[index]?.lines ?? []);
    this.#lowest.set(index, lowest);
    let [from, to] = [0, lowest.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((lowest[middle] ?? 0) > y + BELOW_TITLE) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** A destination is [page, kind, …]: XYZ has left and top, FitH and FitBH only top (ISO 32000-1, 12.3.2.2). */
function heightOf(dest: readonly unknown[], page: OutlinePage): number {
  // The kind is a PDF name, which pdf.js gives as an object with that name; in a damaged file it can be anything.
  const kind = (dest[1] as { name?: string } | null | undefined)?.name;
  const [left, top] =
    kind === 'XYZ' ? [dest[2], dest[3]] : kind === 'FitH' || kind === 'FitBH' ? [0, dest[2]] : [];
  if (typeof top !== 'number') return Number.POSITIVE_INFINITY;
  return page.shown(typeof left === 'number' ? left : 0, top).y;
}

/** Where each line stands, by its letters, alone and with the line below it. */
function titlesOf(lines: readonly PdfLine[]): Map<string, number[]> {
  const titles = new Map<string, number[]>();
  for (const [index, { text }] of lines.entries()) {
    const next = lines[index + 1]?.text ?? '';
    for (const key of new Set([...keysOf(text), ...keysOf(`${text} ${next}`)])) {
      const found = titles.get(key);
      if (found) found.push(index);
      else titles.set(key, [index]);
    }
  }
  return titles;
}

/** A title's letters, with and without its number. */
function keysOf(title: string): string[] {
  if (title.length > LONGEST_TITLE) return [];
  const keys = [title, title.trim().replace(NUMBERING, '')].map((text) =>
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
  return [...new Set(keys)].filter((key) => key !== '');
}

function lowestSoFar(lines: readonly PdfLine[]): number[] {
  let lowest = Number.POSITIVE_INFINITY;
  return lines.map(({ y }) => {
    lowest = Math.min(lowest, y);
    return lowest;
  });
}
