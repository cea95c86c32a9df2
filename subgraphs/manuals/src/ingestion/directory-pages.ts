const FEWEST_LINES = 6;
/** Longer lines are no entries. */
const LONGEST_ENTRY = 300;
/** The share of a page's lines that must be entries. */
const ENTRY_SHARE = 0.4;
/** The share of entries that must follow the order of a directory. */
const ORDER_SHARE = 0.75;
const CONTENTS_ENTRY = /(?:\.\s?){3,}\s*(\d{1,4})$/;
const INDEX_ENTRY = /^\S.{2,60}?,\s*(?:\d{1,4}(?:[–-]\d{1,4})?,\s*)*(\d{1,4})$/u;

/**
 * True for a page of a table of contents (dot leaders, page numbers that rise) or of a back index (terms in
 * alphabetical order, each with its page numbers). Such pages name every subject and explain none, so a search
 * would find them first. A table of measures has neither order, or numbers above `pageCount`.
 */
export function isDirectoryPage(lines: readonly string[], pageCount: number): boolean {
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (trimmed.length < FEWEST_LINES) return false;
  const contents = entriesOf(trimmed, CONTENTS_ENTRY, pageCount);
  const index = entriesOf(trimmed, INDEX_ENTRY, pageCount);
  const enough = trimmed.length * ENTRY_SHARE;
  return (
    (contents.length >= enough &&
      (isInOrder(contents.map(({ page }) => page)) || isAlphabetical(contents))) ||
    (index.length >= enough && isAlphabetical(index))
  );
}

interface Entry {
  initial: string;
  page: number;
}

function entriesOf(lines: readonly string[], pattern: RegExp, pageCount: number): Entry[] {
  return lines
    .filter(({ length }) => length <= LONGEST_ENTRY)
    .flatMap((line) => {
      const page = Number(pattern.exec(line)?.[1] ?? Number.NaN);
      return page <= pageCount ? [{ initial: line.charAt(0).toLowerCase(), page }] : [];
    });
}

function isAlphabetical(entries: readonly Entry[]): boolean {
  return isInOrder(entries.map(({ initial }) => initial));
}

function isInOrder(items: readonly (number | string)[]): boolean {
  const pairs = items.slice(1).map((item, index) => (items[index] ?? item) <= item);
  return pairs.filter(Boolean).length >= pairs.length * ORDER_SHARE;
}
