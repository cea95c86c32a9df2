import type DataLoader from 'dataloader';

/** A search that meets one new file after the other is not worth waiting for any longer. */
const MOST_SEARCHES = 3;

/**
 * Searches, and does so again when a manual was read anew between the search and the reading of what it found: hits of
 * both would be half of the old and half of the new, and those of the old are gone.
 * @returns hits whose passages `passages` has loaded
 */
export async function foundWhole<Hit extends { readonly passageId: string }>(
  search: () => Promise<readonly Hit[]>,
  passages: DataLoader<string, unknown>,
): Promise<Hit[]> {
  for (let searches = 1; ; searches += 1) {
    const hits = await search();
    const ids = hits.map(({ passageId }) => passageId);
    const rows = await passages.loadMany(ids);
    const gone = new Set(ids.filter((_, index) => rows[index] === null));
    if (gone.size === 0 || searches === MOST_SEARCHES)
      return hits.filter(({ passageId }) => !gone.has(passageId));
    for (const id of gone) passages.clear(id);
  }
}
