import MiniSearch from 'minisearch';
import type { CorpusPassage } from '../corpus.ts';
import type { Finder } from '../finder.ts';

const MOST_HITS = 100;

/** MiniSearch as it comes, with a heading counting twice. */
export function miniSearch(passages: readonly CorpusPassage[]): Finder {
  const index = new MiniSearch<CorpusPassage>({ fields: ['heading', 'text'], storeFields: ['manual'] });
  index.addAll(passages.map((passage) => ({ ...passage, heading: passage.heading ?? '' })));
  return {
    async find(question, manual) {
      const hits = index.search(question, {
        boost: { heading: 2 },
        filter: (hit) => manual === undefined || hit.manual === manual,
      });
      return hits.slice(0, MOST_HITS).map(({ id }) => id);
    },
  };
}
