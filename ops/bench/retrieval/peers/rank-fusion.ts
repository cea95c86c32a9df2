import type { Finder } from '../finder.ts';

/** As Cormack, Clarke and Büttcher advise, "Reciprocal Rank Fusion outperforms Condorcet" (2009). */
const K = 60;

/** Reciprocal rank fusion: what stands high in one list or in both comes first, whatever it scores there. */
export function rankFusion(finders: readonly Finder[]): Finder {
  return {
    async find(question, manual) {
      const lists = await Promise.all(finders.map((finder) => finder.find(question, manual)));
      const worth = new Map<string, number>();
      for (const list of lists) {
        for (const [rank, id] of list.entries()) worth.set(id, (worth.get(id) ?? 0) + 1 / (K + rank + 1));
      }
      return [...worth].sort((a, b) => b[1] - a[1]).map(([id]) => id);
    },
  };
}
