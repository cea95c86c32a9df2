const FEWEST_LINES = 6;
/** The share of a page's lines that must be entries. */
const ENTRY_SHARE = 0.4;
/** The share of entries that must follow the order of a directory. */
const ORDER_SHARE = 0.75;
const CONTENTS_ENTRY = /(?:\.\s?){3,}\s*(\d{1,4})$/;
const INDEX_ENTRY = /^(\p{L}|[^\p{L}\s]).{2,60}?,\s*(?:\d{1,4}(?:[–-]\d{1,4})?,\s*)*(\d{1,4})$/u;

/**
 * True for a page of a table of contents (dot leaders, page numbers that rise) or of a back index (terms in
 * alphabetical order, each with its page numbers). Such pages name every subject and explain none, so a search
 * would find them first. A table of measures has neither order, or numbers above `pageCount`.
 */
export function isDirectoryPage(lines: readonly string[], pageCount: number): boolean {
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (trimmed.length < FEWEST_LINES) return false;
  return isContents(trimmed, pageCount) || isIndex(trimmed, pageCount);
}

function isContents(lines: readonly string[], pageCount: number): boolean {
  const numbers = lines.flatMap((line) => CONTENTS_ENTRY.exec(line)?.[1] ?? []).map(Number);
  const possible = numbers.filter((number) => number <= pageCount);
  return mostly(possible.length, lines.length) && inOrder(possible, (a, b) => a <= b);
}

function isIndex(lines: readonly string[], pageCount: number): boolean {
  const entries = lines.map((line) => INDEX_ENTRY.exec(line)).filter((match) => match !== null);
  const possible = entries.filter((match) => Number(match[2]) <= pageCount);
  const initials = possible.map((match) => (match[1] ?? '').toLowerCase());
  return mostly(possible.length, lines.length) && inOrder(initials, (a, b) => a <= b);
}

function mostly(entries: number, lines: number): boolean {
  return entries >= lines * ENTRY_SHARE;
}

function inOrder<Item>(items: readonly Item[], follows: (a: Item, b: Item) => boolean): boolean {
  const pairs = items.slice(1).map((item, index) => follows(items[index] ?? item, item));
  return pairs.filter(Boolean).length >= pairs.length * ORDER_SHARE;
}
