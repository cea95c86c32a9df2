import { type PassageKind, type Structure, structureOf, type Word } from './passage-blocks.ts';

export type { PassageKind } from './passage-blocks.ts';

/** Where a text stands in its document. */
export interface Place {
  /** The physical page, from 1; null for formats without pages. */
  page: number | null;
  /** What the page is called in print, such as `iv`; null when that is its physical number, or not known. */
  pageLabel: string | null;
  /** The innermost heading behind its parent; null before the first. */
  heading: string | null;
  /** The titles of all open headings, the outermost first. */
  path: readonly string[];
  /** The first and last physical page of the text under the innermost heading; null for formats without pages. */
  sectionPages: { first: number; last: number } | null;
}

/** The place of a text in a document without pages and headings. */
export const NOWHERE: Place = { page: null, pageLabel: null, heading: null, path: [], sectionPages: null };

/** A stretch of a document under one heading on one page; `text` keeps its line breaks. */
export interface Section extends Place {
  text: string;
}

/** What is stored and searched: at most a page of a manual, small enough to be quoted. */
export interface ExtractedPassage extends Place {
  /** What most of it is: prose, the items of a list, or rows of a table with ` | ` between the cells. */
  kind: PassageKind;
  text: string;
}

const WINDOW_WORDS = 120;
const OVERLAP_WORDS = 20;
/** A window may end this many words early to end with a sentence or a line. */
const SLACK_WORDS = 30;
/** A rest shorter than this joins the window before it. */
const SMALLEST_REST_WORDS = 30;
/** What belongs together, a section, a list or a table, may make a window this long. */
const LONGEST_WINDOW_WORDS = 180;
/** A window may end so early to leave a list or a table to the next one. */
const SMALLEST_WINDOW_WORDS = 40;

/** A section of fewer words is too little to answer with: the next one of its page joins it. */
const SMALLEST_SECTION_WORDS = 60;
/** The last line of a page can be the title of what stands on the next: it joins what is above it. */
const LONGEST_TITLE_WORDS = 8;

/**
 * Cuts sections into passages of about 120 words that overlap by about 20. A passage never crosses a page, and a
 * heading only where the section before it is short, or where nothing but a title follows. Lists and tables stay
 * whole where they fit; longer ones are cut between items and rows, and each part of a table begins with the names
 * of its columns.
 */
export function cutPassages(sections: readonly Section[]): ExtractedPassage[] {
  return joinShort(sections).flatMap(({ section: { text, ...place }, isJoined }) =>
    windows(text, isJoined ? WINDOW_WORDS + SMALLEST_REST_WORDS : LONGEST_WINDOW_WORDS).map((window) => ({
      ...place,
      ...window,
    })),
  );
}

interface JoinedSection {
  section: Section;
  words: number;
  /** Words of the section that gave the heading. */
  headingWords: number;
  isJoined: boolean;
}

function joinShort(sections: readonly Section[]): JoinedSection[] {
  const joined: JoinedSection[] = [];
  for (const [index, section] of sections.entries()) {
    const { words } = structureOf(section.text);
    const before = joined.at(-1);
    const isLastTitle = isTitle(section, words.length) && sections[index + 1]?.page !== section.page;
    const isFull = before !== undefined && before.words >= SMALLEST_SECTION_WORDS && !isLastTitle;
    if (!before || before.section.page !== section.page || isFull) {
      joined.push({ section, words: words.length, headingWords: words.length, isJoined: false });
      continue;
    }
    // The heading that most of the text stands under speaks for all of it.
    const place = words.length > before.headingWords ? section : before.section;
    before.section = { ...place, text: `${before.section.text}\n${section.text}` };
    before.words += words.length;
    before.headingWords = Math.max(words.length, before.headingWords);
    before.isJoined = true;
  }
  return joined;
}

function isTitle({ page, text }: Section, words: number): boolean {
  return page !== null && words <= LONGEST_TITLE_WORDS && !text.includes('\n');
}

/** `whole` is how many words are not cut at all. */
function windows(text: string, whole: number): { kind: PassageKind; text: string }[] {
  const structure = structureOf(text);
  const { words } = structure;
  const found: { kind: PassageKind; text: string }[] = [];
  for (let from = 0; from < words.length; ) {
    const to = words.length <= whole ? words.length : windowEnd(structure, from);
    found.push({ kind: kindOf(structure, from, to), text: windowText(text, structure, from, to) });
    if (to === words.length) break;
    from = windowStart(structure, from, to);
  }
  return found;
}

function windowText(text: string, { words, blocks }: Structure, from: number, to: number): string {
  const block = blocks[words[from]?.block ?? 0];
  const header = block && from > block.from && block.header !== '' ? `${block.header}\n` : '';
  return header + text.slice(words[from]?.start, words[to - 1]?.end);
}

/** What more than half of the words are. */
function kindOf({ words, blocks }: Structure, from: number, to: number): PassageKind {
  const kinds = words.slice(from, to).map(({ block }) => blocks[block]?.kind);
  const isMost = (kind: PassageKind) => kinds.filter((found) => found === kind).length * 2 > kinds.length;
  return isMost('TABLE') ? 'TABLE' : isMost('STEPS') ? 'STEPS' : 'TEXT';
}

/** The index after the window's last word: the best break near its full length. */
function windowEnd({ words, blocks }: Structure, from: number): number {
  const full = from + WINDOW_WORDS;
  if (words.length <= full + SMALLEST_REST_WORDS) return words.length;
  const block = blocks[words[full]?.block ?? 0];
  if (block && block.kind !== 'TEXT' && block.from < full) {
    if (block.to <= from + LONGEST_WINDOW_WORDS) return block.to;
    const isShort = block.to - block.from <= LONGEST_WINDOW_WORDS;
    if (isShort && block.from >= from + SMALLEST_WINDOW_WORDS) return block.from;
    const lowest = Math.max(block.from, from + SMALLEST_WINDOW_WORDS);
    const cut = bestBreak(words, full + SLACK_WORDS, lowest, [3]);
    if (cut !== null) return cut;
  }
  return bestBreak(words, full, full - SLACK_WORDS, [4, 2, 1]) ?? full;
}

/** Where the next window begins: behind a break within or near the overlap, never at or before `from`. */
function windowStart({ words, blocks }: Structure, from: number, to: number): number {
  const wanted = to - OVERLAP_WORDS;
  const kind = blocks[words[to - 1]?.block ?? 0]?.kind;
  if (kind === 'TABLE' && (words[to - 1]?.breakAfter ?? 0) >= 3) return to;
  const start =
    kind === 'STEPS'
      ? (bestBreak(words, to - 1, wanted - 10, [3]) ?? to)
      : (bestBreak(words, Math.min(wanted + 10, to), wanted - 10, [2, 1]) ?? wanted);
  return Math.max(start, from + 1);
}

/** The latest break of the best strength in (`lowest`, `highest`]; an index after a word, null when there is none. */
function bestBreak(
  words: readonly Word[],
  highest: number,
  lowest: number,
  strengths: readonly Word['breakAfter'][],
): number | null {
  for (const strength of strengths) {
    for (let index = highest; index > lowest; index--) {
      if ((words[index - 1]?.breakAfter ?? 0) >= strength) return index;
    }
  }
  return null;
}
