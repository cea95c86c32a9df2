import type { IndexedPassage } from '../search/candidates.ts';

/** A term's occurrences in one manual: lists side by side, places ascending. */
export interface PostingRow {
  readonly term: string;
  readonly places: number[];
  readonly text_counts: number[];
  readonly heading_counts: number[];
  /** How many terms the passage at each place has. */
  readonly text_lengths: number[];
  readonly heading_lengths: number[];
}

export interface PassageRow {
  readonly place: number;
  readonly passage_id: string;
  readonly vector: string | null;
}

/** The postings of one manual's passages, each term once. */
export function postingRows(passages: readonly IndexedPassage[]): PostingRow[] {
  const rows = new Map<string, PostingRow>();
  for (const [place, { textTerms, headingTerms }] of passages.entries()) {
    const [inText, inHeading] = [countsOf(textTerms), countsOf(headingTerms)];
    for (const term of new Set([...inText.keys(), ...inHeading.keys()])) {
      const row = rows.get(term) ?? emptyRow(term);
      rows.set(term, row);
      row.places.push(place);
      row.text_counts.push(inText.get(term) ?? 0);
      row.heading_counts.push(inHeading.get(term) ?? 0);
      row.text_lengths.push(textTerms.length);
      row.heading_lengths.push(headingTerms.length);
    }
  }
  return [...rows.values()];
}

export function passageRows(passages: readonly IndexedPassage[]): PassageRow[] {
  return passages.map(({ id, vector }, place) => ({
    ...{ place, passage_id: id, vector: vector === null ? null : vectorText(vector) },
  }));
}

/** As pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function emptyRow(term: string): PostingRow {
  const lists = { places: [], text_counts: [], heading_counts: [] };
  return { term, ...lists, text_lengths: [], heading_lengths: [] };
}
