/** How many words a window has, and how many it shares with the one before it. */
export interface WindowSize {
  readonly words: number;
  readonly overlap: number;
}

/** Long windows know what a passage is about, short ones what one sentence says: a ranker may average the two. */
export const LONG_WINDOWS: WindowSize = { words: 60, overlap: 15 };
export const SHORT_WINDOWS: WindowSize = { words: 30, overlap: 8 };

/** Names the sizes: vectors of windows that were cut otherwise are not the same passage's. */
export const WINDOWS = [LONG_WINDOWS, SHORT_WINDOWS]
  .map(({ words, overlap }) => `${words}/${overlap}`)
  .join(' ');

/**
 * The windows of a passage, each with the heading in front, as they are embedded. The last one ends with the text
 * and is as long as the others where the text allows.
 */
export function windowsOf(heading: string | null, text: string, { words, overlap }: WindowSize): string[] {
  const all = text.split(/\s+/).filter((word) => word !== '');
  const title = heading === null || heading === '' ? '' : `${heading}. `;
  const windows: string[] = [];
  for (let start = 0; ; start += words - overlap) {
    const isLast = start + words >= all.length;
    const from = isLast ? Math.max(0, all.length - words) : start;
    windows.push(title + all.slice(from, from + words).join(' '));
    if (isLast) return windows;
  }
}
