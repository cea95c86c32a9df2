import { normalizeText } from './normalize-text.ts';
import type { PdfLine } from './pdf-lines.ts';

/** A longer one is no label. */
const LONGEST_LABEL = 40;
/** Fewer pages that agree could do so by chance. */
const FEWEST_PAGES = 3;
/** The share of the pages with a number in a head or foot that must agree. */
const SHARE_OF_PAGES = 0.6;
/** A number at the end or the beginning of a head or foot, as in "Cleaning 12", "- 12 -" or "Page 12 of 40". */
const NUMBERS = /^\W*(?:page\s+)?(\d{1,4})\b|\bpage\s+(\d{1,4})\s+of\s+\d+|(?<![\d.])(\d{1,4})\W*$/giu;
/** "3-12" and "B-4": the twelfth page of chapter 3. */
const IN_CHAPTER = /(?<!\S)((?:\d{1,2}|[A-Z])[-–])(\d{1,3})(?!\S)/gu;
const ROMAN = /^\s*([ivxlc]{1,7})\s*$/;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/**
 * What each page of a PDF is called in print, from page 1; null for a page that is called by its place in the file,
 * or by nothing. The file may say it (`given`); else the numbers in heads and feet do, when they rise with the pages.
 */
export function pageLabels(
  given: readonly string[] | null,
  running: readonly (readonly PdfLine[])[],
): (string | null)[] {
  const labels = running.map(
    (_, index) => normalizeText(given?.[index] ?? '').slice(0, LONGEST_LABEL) || null,
  );
  const isGiven = labels.some((label, index) => label !== null && label !== String(index + 1));
  const found = isGiven ? labels : (chapterLabels(running) ?? printedLabels(running));
  return found.map((label, index) => (label === String(index + 1) ? null : label));
}

/** The pages of each chapter, where these count anew; null when too few follow each other. */
function chapterLabels(running: readonly (readonly PdfLine[])[]): (string | null)[] | null {
  const printed = running.map((lines) => {
    const [match] = lines.flatMap(({ text }) => [...text.matchAll(IN_CHAPTER)]);
    return match ? { label: match[0], chapter: match[1], page: Number(match[2]) } : null;
  });
  const numbered = printed.flatMap((label) => label ?? []);
  const following = numbered.filter(({ chapter, page }, index) => {
    const before = numbered[index - 1];
    return before && before.chapter === chapter ? page === before.page + 1 : page <= 2;
  });
  if (following.length < Math.max(FEWEST_PAGES, running.length * SHARE_OF_PAGES)) return null;
  return printed.map((label) => label?.label ?? null);
}

/** Pages may count from more than one start: letters for the front, figures for the rest. */
function printedLabels(running: readonly (readonly PdfLine[])[]): (string | null)[] {
  const arabic = running.map((lines) => lines.flatMap(({ text }) => numbersIn(text)));
  const roman = running.map((lines) => lines.flatMap(({ text }) => romanIn(text)));
  const arabicShift = commonShift(arabic);
  const romanShift = commonShift(roman);
  const isNumbered = (numbers: readonly number[], index: number) =>
    arabicShift !== null && numbers.includes(index + 1 + arabicShift);
  const [first, last] = [arabic.findIndex(isNumbered), arabic.findLastIndex(isNumbered)];
  return running.map((_, index) => {
    const page = index + 1;
    if (romanShift !== null && roman[index]?.includes(page + romanShift)) return romanOf(page + romanShift);
    // A page between others whose number is left out, as where a chapter begins, counts all the same.
    return arabicShift !== null && index >= first && index <= last ? String(page + arabicShift) : null;
  });
}

/**
 * What must be added to most pages' place in the file, from 1, to get the number that they bear; null when too few
 * agree. `numbers[0]` holds the numbers that page 1 could bear.
 */
export function commonShift(numbers: readonly (readonly number[])[]): number | null {
  const votes = new Map<number, number>();
  for (const [index, onPage] of numbers.entries()) {
    for (const shift of new Set(onPage.map((number) => number - index - 1))) {
      votes.set(shift, (votes.get(shift) ?? 0) + 1);
    }
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  const numbered = numbers.filter(({ length }) => length > 0).length;
  return best && best[1] >= Math.max(FEWEST_PAGES, numbered * SHARE_OF_PAGES) ? best[0] : null;
}

/** The numbers in a head or foot that could be the page's. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(NUMBERS)].map(([, first, named, last]) => Number(first ?? named ?? last));
}

function romanIn(text: string): number[] {
  const written = ROMAN.exec(text)?.[1] ?? '';
  const value = romanValue(written);
  return value > 0 && romanOf(value) === written ? [value] : [];
}

function romanValue(written: string): number {
  const digits = [...written].map((letter) => ROMAN_DIGITS[letter] ?? 0);
  return digits.reduce((sum, digit, index) => sum + (digit < (digits[index + 1] ?? 0) ? -digit : digit), 0);
}

function romanOf(value: number): string {
  const tens = ['', 'x', 'xx', 'xxx', 'xl', 'l', 'lx', 'lxx', 'lxxx', 'xc'];
  const ones = ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'];
  return (
    'c'.repeat(Math.floor(value / 100)) + (tens[Math.floor(value / 10) % 10] ?? '') + (ones[value % 10] ?? '')
  );
}
