import { type PdfLine, usualFontSize } from './pdf-lines.ts';

/** Where a heading begins: this line of its page and those after it stand under it. */
export interface HeadingMark {
  /** From 1. */
  page: number;
  /** From 0, in reading order; the number of lines for below the last. */
  line: number;
  title: string;
  /** The smaller, the higher it stands. */
  level: number;
}

const HEADING_WORDS = 14;
/** How much larger than the text a line must be to be a heading by its size alone. */
const LARGER = 1.15;
/** Bold lines must stand off from the text above by more than so much of their size. */
const SPACE_ABOVE = 1.35;
const PREFIX = '(?:chapter|appendix|section|part|kapitel|anhang|teil)';
/** "2", "2.3", "A.1" or "Chapter 2" before a title, or alone on its line. A letter alone could be the word "A". */
const NUMBER = new RegExp(
  `^(?:${PREFIX}\\s+(?:\\d{1,3}|[A-Z])|\\d{1,3}|[A-Z](?=\\.\\d))((?:\\.\\d{1,3})*)\\.?(?=\\s|$)`,
  'iu',
);
/** A line that only numbers what follows. */
const NUMBER_ALONE = new RegExp(`^(?:${PREFIX}\\s+)?(?:\\d{1,3}|[A-Z])(?:\\.\\d{1,3})*\\.?$`, 'iu');
const CAPTION = /^(?:figure|fig\.|table|abbildung|abb\.|tabelle|tab\.)\s*[\dA-Z]/iu;

/** How a heading looks; headings that look alike stand at one level. */
interface Style {
  size: number;
  bold: boolean;
}

interface Candidate {
  page: number;
  line: number;
  title: string;
  style: Style;
  /** 1 for "2", 2 for "2.3"; null without a number. */
  depth: number | null;
}

/**
 * Headings of a PDF without a table of contents: short lines in letters clearly larger than most of the text's, or
 * bold ones that stand off. Numbers like 2.3 tell a heading's level, and that of all that look like it; the others
 * stand below larger ones. `pages[0]` holds the lines of page 1.
 */
export function guessedMarks(pages: readonly (readonly PdfLine[])[]): HeadingMark[] {
  const usual = usualFontSize(pages);
  const candidates = pages.flatMap((lines, index) => headingsOfPage(lines, index + 1, usual));
  const levels = levelsOf(candidates);
  return candidates.map(({ page, line, title, style, depth }) => ({
    page,
    line,
    title,
    level: depth ?? levels.get(keyOf(style)) ?? 0,
  }));
}

function headingsOfPage(lines: readonly PdfLine[], page: number, usual: number): Candidate[] {
  const found: Candidate[] = [];
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const last = found.at(-1);
    const before = lines[index - 1];
    if (!looksLikeHeading(line, before, usual)) {
      isOpen = false;
    } else if (isOpen && last && before && continuesTitle(line, before, last)) {
      last.title += ` ${line.text.trim()}`;
      if (line.fontSize > last.style.size) last.style = styleOf(line);
    } else {
      found.push({
        page,
        line: index,
        title: line.text.trim(),
        style: styleOf(line),
        depth: depthOf(line.text),
      });
      isOpen = true;
    }
  }
  return found.filter(({ title }) => /\p{L}{3}/u.test(title));
}

/** A title on two lines, or "Chapter 2" above its title. */
function continuesTitle(line: PdfLine, before: PdfLine, last: Candidate): boolean {
  if (NUMBER_ALONE.test(last.title)) return true;
  const isSame = Math.abs(line.fontSize - before.fontSize) < 0.5 && line.bold === before.bold;
  return isSame && depthOf(line.text) === null && before.y - line.y < line.fontSize * 1.6;
}

function looksLikeHeading(line: PdfLine, before: PdfLine | undefined, usual: number): boolean {
  const { text, fontSize, bold } = line;
  const title = text.trim();
  if (line.isTableRow || line.isTurned || CAPTION.test(title)) return false;
  if (!NUMBER_ALONE.test(title) && !/\p{L}{3}/u.test(title)) return false;
  if (title.split(/\s+/).length > HEADING_WORDS || /[.,;:]$/.test(title)) return false;
  if (fontSize >= usual * LARGER) return true;
  return bold && fontSize >= usual * 0.95 && /^[\p{Lu}\p{N}]/u.test(title) && standsOff(line, before);
}

function standsOff(line: PdfLine, before: PdfLine | undefined): boolean {
  return !before || before.y < line.y || before.y - line.y > line.fontSize * SPACE_ABOVE;
}

function depthOf(title: string): number | null {
  const match = NUMBER.exec(title.trim());
  return match ? (match[1] ?? '').split('.').length : null;
}

function styleOf({ fontSize, bold }: PdfLine): Style {
  return { size: Math.round(fontSize * 2) / 2, bold };
}

function keyOf({ size, bold }: Style): string {
  return `${size} ${bold}`;
}

/** The level of each style: that of most of its numbered headings, else just below the next larger style. */
function levelsOf(candidates: readonly Candidate[]): Map<string, number> {
  const byStyle = Map.groupBy(candidates, ({ style }) => keyOf(style));
  const styles = [...byStyle.values()].flatMap((alike) =>
    alike[0] ? [{ style: alike[0].style, alike }] : [],
  );
  styles.sort((a, b) => b.style.size - a.style.size || Number(b.style.bold) - Number(a.style.bold));
  const levels = new Map<string, number>();
  let above = 0;
  for (const { style, alike } of styles) {
    above = Math.max(usualDepth(alike) ?? 0, above + LEVEL_STEP);
    levels.set(keyOf(style), above);
  }
  return levels;
}

/** So small that a style without numbers stays above the next number's depth. */
const LEVEL_STEP = 0.01;

function usualDepth(alike: readonly Candidate[]): number | null {
  const depths = alike.flatMap(({ depth }) => depth ?? []).sort((a, b) => a - b);
  return depths.length * 2 >= alike.length ? (depths[Math.floor(depths.length / 2)] ?? null) : null;
}
