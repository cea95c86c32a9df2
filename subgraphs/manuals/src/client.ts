import { type CallFor, SubgraphClient, type SubgraphTransport } from '@manuel/subgraph';
import { z } from 'zod';

const Hit = z.object({
  score: z.number(),
  confidence: z.number(),
  why: z.object({ threshold: z.number() }),
  passage: z.object({
    id: z.string(),
    page: z.number().nullable(),
    heading: z.string().nullable(),
    text: z.string(),
    manual: z.object({ id: z.string(), language: z.string() }),
  }),
});

/** A passage that a search found, with what an answer needs of it. */
export type PassageFound = z.output<typeof Hit>;

/** What is searched for, and where; both limits may be left out. */
export interface PassageSearch {
  readonly text: string;
  readonly manualIds: readonly string[] | null;
  readonly product: string | null;
  readonly first: number;
}

const SEARCH = `query ($text: String!, $manualIds: [ID!], $product: String, $first: Int!) {
  searchPassages(text: $text, manualIds: $manualIds, product: $product, first: $first) {
    score
    confidence
    why { threshold }
    passage { id page heading text manual { id language } }
  }
}`;
const Found = z.object({ searchPassages: z.array(Hit) });

/** Searches manuals on a caller's behalf: it finds what the caller may see. */
export class ManualsClient {
  readonly #client: SubgraphClient;

  /** @param service the process that searches */
  constructor(service: string, transport: SubgraphTransport) {
    this.#client = new SubgraphClient('manuals', service, transport);
  }

  /** @returns best first. @throws Unavailable when the manuals subgraph is away */
  async search(search: PassageSearch, callFor: CallFor): Promise<PassageFound[]> {
    return (await this.#client.call(SEARCH, { ...search }, Found, callFor)).searchPassages;
  }
}
