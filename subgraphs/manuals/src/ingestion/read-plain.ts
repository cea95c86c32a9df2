import type { Section } from './passages.ts';
import { SectionList } from './section-list.ts';

const UNDERLINE = /^(={3,}|-{3,}|~{3,})$/;
const LONGEST_HEADING = 80;
/** `1 SAFETY` or `CLEANING THE FILTER`: no small letter, and more than a code such as `E-24`. */
const CAPITALS = /^[^\p{Ll}]*\p{Lu}{3}[^\p{Ll}]*$/u;
const LINE_END = /\r\n?|\n/;

/**
 * The text of a file without marks. Headings are what nobody writes by chance: a line that is underlined, or one in
 * capitals between blank lines.
 */
export function readPlain(text: string): Section[] {
  const sections = new SectionList();
  const lines = text.split(LINE_END);
  for (let index = 0; index < lines.length; index++) {
    const [before, line, after] = [lines[index - 1], lines[index], lines[index + 1]].map(
      (one) => one?.trim() ?? '',
    );
    const level = levelOf(before ?? '', line ?? '', after ?? '');
    if (level === null) {
      sections.block(line ?? '');
      continue;
    }
    sections.heading(line ?? '', level);
    if (isUnderlined(line ?? '', after ?? '')) index++;
  }
  return sections.finish();
}

/** The level of the heading that the line is, 1 the highest; null when it is none. */
function levelOf(before: string, line: string, after: string): number | null {
  if (line === '' || line.length > LONGEST_HEADING) return null;
  if (isUnderlined(line, after)) return after.startsWith('=') ? 1 : 2;
  return before === '' && after === '' && CAPITALS.test(line) ? 2 : null;
}

/** An underline is about as long as what it is under; a table's rule is not. */
function isUnderlined(line: string, after: string): boolean {
  return UNDERLINE.test(after) && !UNDERLINE.test(line) && Math.abs(after.length - line.length) <= 3;
}
