import { z } from 'zod';

/** All made-up manuals are in one. */
export const WORKSPACE = 'scale';

const Figures = z.object({
  /** From an empty memory to everything in it. */
  loadSeconds: z.number(),
  /** Processor time of that, PostgreSQL's own left out. */
  loadCpuSeconds: z.number(),
  /** The longest time that loading kept the process from anything else. */
  loadStallMs: z.number(),
  indexMegabytes: z.number(),
  /** Of the process that has loaded everything and searched, its embedder included. */
  rssMegabytes: z.number(),
  /** Processor time of a query, over all its threads. */
  cpuMsMedian: z.number(),
  cpuMsP95: z.number(),
  /** Medians of its parts: listing the manuals, embedding, keywords, near vectors; words, confidence and all else. */
  listMs: z.number(),
  embedMs: z.number(),
  keywordsMs: z.number(),
  nearMs: z.number(),
  wordsMs: z.number(),
  /** Of the 60 passages with the highest cosines: the share that is among the near ones. */
  recallAt60: z.number(),
});

/** What searching a library costs. */
export type Searched = z.output<typeof Figures>;

/** What a process told. @throws ZodError when it is something else */
export function searchedOf(told: unknown): Searched {
  return Figures.parse(told);
}
