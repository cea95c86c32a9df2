import { isDirectoryPage } from './directory-pages.ts';
import { HeadingTrail } from './heading-trail.ts';
import { joinHyphenated, joinWrapped, normalizeText, wordsOf } from './normalize-text.ts';
import type { Section } from './passages.ts';
import type { HeadingMark } from './pdf-headings.ts';
import type { PdfLine } from './pdf-lines.ts';

/** Lines of one page and what it is called in print. */
export interface LabelledPage {
  lines: readonly PdfLine[];
  label: string | null;
}

/**
 * Cuts pages into sections where headings begin. `pages[0]` is page 1; `marks` are in reading order. Pages of a
 * table of contents or a back index are left out, unless there is nothing else.
 */
export function sectionsOfPages(pages: readonly LabelledPage[], marks: readonly HeadingMark[]): Section[] {
  const sections = new PageSections(pages, marks).read();
  const directories = new Set(
    pages.flatMap(({ lines }, index) =>
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
  readonly #pages: readonly LabelledPage[];
  readonly #marks: readonly HeadingMark[];
  #nextMark = 0;
  readonly #words: ReadonlySet<string>;
  readonly #trail = new HeadingTrail();
  readonly #sections: Section[] = [];
  #lines: PdfLine[] = [];
  /** Grows with the pages that the open heading's text stands on; all sections under it share it. */
  #span = { first: 1, last: 1 };

  constructor(pages: readonly LabelledPage[], marks: readonly HeadingMark[]) {
    this.#pages = pages;
    this.#marks = marks;
    this.#words = wordsOf(pages.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n'));
  }

  read(): Section[] {
    for (const [index, page] of this.#pages.entries()) this.#readPage(index + 1, page);
    return this.#sections;
  }

  #readPage(page: number, { lines, label }: LabelledPage): void {
    for (const [index, line] of lines.entries()) {
      this.#enterHeadings(page, index, label);
      this.#lines.push(line);
    }
    this.#close(page, label);
    this.#enterHeadings(page, Number.POSITIVE_INFINITY, label);
  }

  /** Enters every heading that begins at or before this line of the page. */
  #enterHeadings(page: number, line: number, label: string | null): void {
    for (let mark = this.#marks[this.#nextMark]; mark; mark = this.#marks[this.#nextMark]) {
      if (mark.page > page || (mark.page === page && mark.line > line)) return;
      this.#close(page, label);
      this.#trail.enter(normalizeText(mark.title).replaceAll('\n', ' '), mark.level);
      this.#span = { first: page, last: page };
      this.#nextMark++;
    }
  }

  #close(page: number, pageLabel: string | null): void {
    const text = this.#text();
    this.#lines = [];
    if (text === '') return;
    this.#span.last = page;
    const { label: heading, path } = this.#trail;
    this.#sections.push({ page, pageLabel, heading, path, sectionPages: this.#span, text });
  }

  #text(): string {
    const lines = this.#lines.map(({ text, isTableRow }) =>
      isTableRow ? joinWrapped(joinHyphenated(text, this.#words)) : text,
    );
    return normalizeText(joinHyphenated(lines.join('\n'), this.#words));
  }
}
