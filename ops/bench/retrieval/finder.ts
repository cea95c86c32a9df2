import type { CorpusPassage, PageName } from './corpus.ts';
import type { Question } from './questions.ts';

/** A way to find passages. */
export interface Finder {
  /**
   * The ids of passages, best first, enough of them for ten pages.
   * @param manual where to look; everywhere without it
   */
  find(question: string, manual?: string): Promise<readonly string[]>;
}

/** The place of the first page that answers a question, from 0; Infinity when none is found. */
export async function rankOf(
  finder: Finder,
  passages: ReadonlyMap<string, CorpusPassage>,
  { text, pages }: Question,
  manual?: string,
): Promise<number> {
  const found = await finder.find(text, manual);
  const rank = pagesOf(found, passages).findIndex((page) => pages.has(page));
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

/** The pages of passages, each at the place of its first one. */
function pagesOf(ids: readonly string[], passages: ReadonlyMap<string, CorpusPassage>): PageName[] {
  return [...new Set(ids.flatMap((id) => passages.get(id)?.page ?? []))];
}
