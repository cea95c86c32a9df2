import { z } from 'zod';

/** All made-up manuals are in one. */
export const WORKSPACE = 'scale';

const Figures = z.object({
  /** From an empty memory to everything in it. */
  loadSeconds: z.number(),
  /** Of that, processor time of the process that loads. */
  loadCpuSeconds: z.number(),
  /** The longest time that loading kept the process from anything else. */
  loadStallMs: z.number(),
  indexMegabytes: z.number(),
  /** Of the process that has loaded everything and searched, its embedder included. */
  rssMegabytes: z.number(),
  /** Processor time of a query, over all its threads. */
  cpuMsMedian: z.number(),
  cpuMsP95: z.number(),
  /** Parts of the median: of embedding the query, of BM25 with the database's list of manuals, of near vectors. */
  embedMs: z.number(),
  wordsMs: z.number(),
  vectorsMs: z.number(),
  /** Of the 50 passages with the highest sums of both cosines: the share that is among the near ones. */
  recallAt50: z.number(),
});

/** What searching a library costs. */
export type Searched = z.output<typeof Figures>;

/** What a process told. @throws ZodError when it is something else */
export function searchedOf(told: unknown): Searched {
  return Figures.parse(told);
}
