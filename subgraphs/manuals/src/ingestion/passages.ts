import { endsSentence } from '@manuel/text';
/** A stretch of a document under one heading on one page; `text` keeps its line breaks. */
export interface Section {
  page: number | null;
  heading: string | null;
  text: string;
}

/** What is stored and searched: at most a page of a manual, small enough to be quoted. */
export interface ExtractedPassage {
  /** The physical page, from 1; null for formats without pages. */
  page: number | null;
  heading: string | null;
  text: string;
}

const WINDOW_WORDS = 120;
const OVERLAP_WORDS = 20;
/** A window may end this many words early to end with a sentence or a line. */
const SLACK_WORDS = 30;
/** A rest shorter than this joins the window before it. */
const SMALLEST_REST_WORDS = 30;

/** What stands without spaces, such as Chinese text or an encoded picture, counts as a word every 40 signs. */
const WORD = /(\S{1,40})(\s*)/gu;

interface Word {
  start: number;
  end: number;
  /** 2 after a sentence or an empty line, 1 after a line, 0 within a line. */
  breakAfter: 0 | 1 | 2;
}

/** A section of fewer words is too little to answer with: the next one of its page joins it. */
const SMALLEST_SECTION_WORDS = 60;

/**
 * Cuts sections into passages of about 120 words that overlap by about 20. A passage never crosses a page, and a
 * heading only where the section before it is short.
 */
export function cutPassages(sections: readonly Section[]): ExtractedPassage[] {
  return joinShort(sections).flatMap(({ page, heading, text }) =>
    windows(text).map((window) => ({ page, heading, text: window })),
  );
}

function joinShort(sections: readonly Section[]): Section[] {
  const joined: { section: Section; words: number; headingWords: number }[] = [];
  for (const section of sections) {
    const words = wordsIn(section.text).length;
    const before = joined.at(-1);
    if (!before || before.section.page !== section.page || before.words >= SMALLEST_SECTION_WORDS) {
      joined.push({ section, words, headingWords: words });
      continue;
    }
    // The heading that most of the text stands under speaks for all of it.
    const heading = words > before.headingWords ? section.heading : before.section.heading;
    before.section = { ...section, heading, text: `${before.section.text}\n${section.text}` };
    before.words += words;
    before.headingWords = Math.max(words, before.headingWords);
  }
  return joined.map(({ section }) => section);
}

function windows(text: string): string[] {
  const words = wordsIn(text);
  const found: string[] = [];
  for (let from = 0; from < words.length; ) {
    const to = windowEnd(words, from);
    const first = words[from];
    const last = words[to - 1];
    if (!first || !last) break;
    found.push(text.slice(first.start, last.end));
    if (to === words.length) break;
    from = windowStart(words, from, to);
  }
  return found;
}

function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const [, word = '', gap = ''] = match;
    const sentenceEnd = endsSentence(word) || gap.includes('\n\n');
    const breakAfter = sentenceEnd ? 2 : gap.includes('\n') ? 1 : 0;
    words.push({ start: match.index, end: match.index + word.length, breakAfter });
  }
  return words;
}

/** The index after the window's last word: the best break near its full length. */
function windowEnd(words: readonly Word[], from: number): number {
  const full = from + WINDOW_WORDS;
  if (words.length <= full + SMALLEST_REST_WORDS) return words.length;
  return bestBreak(words, full, full - SLACK_WORDS) ?? full;
}

/** Where the next window begins: behind a break within or near the overlap, never at or before `from`. */
function windowStart(words: readonly Word[], from: number, to: number): number {
  const wanted = to - OVERLAP_WORDS;
  const start = bestBreak(words, Math.min(wanted + 10, to), wanted - 10) ?? wanted;
  return Math.max(start, from + 1);
}

/** The latest sentence end in (`lowest`, `highest`], else the latest line end there; an index after a word. */
function bestBreak(words: readonly Word[], highest: number, lowest: number): number | null {
  for (const strength of [2, 1] as const) {
    for (let index = highest; index > lowest; index--) {
      if ((words[index - 1]?.breakAfter ?? 0) >= strength) return index;
    }
  }
  return null;
}
