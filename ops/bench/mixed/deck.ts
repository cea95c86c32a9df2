/** What a user may do next. */
export type Deed =
  | 'manuals'
  | 'manual'
  | 'question'
  | 'questions'
  | 'search'
  | 'usage'
  | 'audit'
  | 'ask'
  | 'add'
  | 'remove';

/** How often each is done in a hundred: nine reads to one write, most of which ask. */
const SHARES: Readonly<Record<Deed, number>> = {
  ...{ manuals: 16, manual: 17, question: 21, questions: 15, search: 10, usage: 6, audit: 5 },
  ...{ ask: 8, add: 1, remove: 1 },
};

/** A hundred deeds in which each is spread evenly; every user goes round it from a place of their own. */
export const DECK: readonly Deed[] = entriesOf(SHARES)
  .flatMap(([deed, share]) =>
    Array.from({ length: share }, (_, index) => ({ deed, place: (index + 0.5) / share })),
  )
  .toSorted((a, b) => a.place - b.place)
  .map(({ deed }) => deed);

function entriesOf(shares: Readonly<Record<Deed, number>>): [Deed, number][] {
  // Its keys are deeds and nothing else.
  return Object.entries(shares) as [Deed, number][];
}
