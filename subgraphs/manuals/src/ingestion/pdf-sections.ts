import { isDirectoryPage } from './directory-pages.ts';
import { HeadingTrail } from './heading-trail.ts';
import { joinHyphenated, normalizeText, wordsOf } from './normalize-text.ts';
import type { Section } from './passages.ts';
import type { HeadingMark } from './pdf-headings.ts';
import type { PdfLine } from './pdf-lines.ts';

/**
 * Cuts pages into sections where headings begin. `pages[0]` holds the lines of page 1; `marks` are in reading
 * order. Pages of a table of contents or a back index are left out, unless there is nothing else.
 */
export function sectionsOfPages(
  pages: readonly (readonly PdfLine[])[],
  marks: readonly HeadingMark[],
): Section[] {
  const sections = new PageSections(pages, marks).read();
  const directories = new Set(
    pages.flatMap((lines, index) =>
      isDirectoryPage(
        lines.map(({ text }) => text),
        pages.length,
      )
        ? [index + 1]
        : [],
    ),
  );
  const kept = sections.filter(({ page }) => page === null || !directories.has(page));
  return kept.length > 0 ? kept : sections;
}

class PageSections {
  readonly #pages: readonly (readonly PdfLine[])[];
  readonly #marks: HeadingMark[];
  readonly #words: ReadonlySet<string>;
  readonly #trail = new HeadingTrail();
  readonly #sections: Section[] = [];
  #lines: string[] = [];

  constructor(pages: readonly (readonly PdfLine[])[], marks: readonly HeadingMark[]) {
    this.#pages = pages;
    this.#marks = [...marks];
    this.#words = wordsOf(pages.flatMap((lines) => lines.map(({ text }) => text)).join('\n'));
  }

  read(): Section[] {
    for (const [index, lines] of this.#pages.entries()) this.#readPage(index + 1, lines);
    return this.#sections;
  }

  #readPage(page: number, lines: readonly PdfLine[]): void {
    for (const { text, y } of lines) {
      this.#enterHeadings(page, y);
      this.#lines.push(text);
    }
    this.#close(page);
    this.#enterHeadings(page, Number.NEGATIVE_INFINITY);
  }

  /** Enters every heading of the page that begins at or above `y`. */
  #enterHeadings(page: number, y: number): void {
    for (let mark = this.#marks[0]; mark && isReached(mark, page, y); mark = this.#marks[0]) {
      this.#close(page);
      this.#trail.enter(normalizeText(mark.title).replaceAll('\n', ' '), mark.level);
      this.#marks.shift();
    }
  }

  #close(page: number): void {
    const text = normalizeText(joinHyphenated(this.#lines.join('\n'), this.#words));
    if (text !== '') this.#sections.push({ page, heading: this.#trail.label, text });
    this.#lines = [];
  }
}

function isReached(mark: HeadingMark, page: number, y: number): boolean {
  return mark.page < page || (mark.page === page && y <= mark.y);
}
