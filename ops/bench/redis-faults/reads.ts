import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { FOUR_SUBGRAPHS, QUESTION_COUNT } from '../gateway/own/story.ts';

const MANUALS = '{ manuals { edges { node { id title status } } } }';
const MANUAL = 'query ($id: ID!) { manual(id: $id) { id title status } }';
const Manuals = z.object({
  manuals: z.object({ edges: z.tuple([z.object({ node: z.object({ id: z.string() }) })]) }),
});

/** Something that is asked again and again, and always has the same answer. */
export interface Read {
  readonly name: string;
  /** @throws Error when the answer is not the right one */
  ask(): Promise<void>;
}

/**
 * What is measured: one manual, which one subgraph keeps, and the playground's query, for which two of four subgraphs
 * keep something.
 * @param fourSubgraphs the right answer to the latter
 */
export async function readsAt(url: string, token: string, fourSubgraphs: unknown): Promise<readonly Read[]> {
  const ask = async (query: string, variables: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    return z.object({ data: z.unknown(), errors: z.undefined().optional() }).parse(await response.json())
      .data;
  };
  const read = (name: string, query: string, variables: object, expected: unknown): Read => ({
    name,
    async ask() {
      const data = await ask(query, variables);
      if (!isDeepStrictEqual(data, expected)) throw new Error(`Wrong: ${JSON.stringify(data).slice(0, 400)}`);
    },
  });
  const [{ node }] = Manuals.parse(await ask(MANUALS, {})).manuals.edges;
  const { id } = node;
  const manual = await ask(MANUAL, { id });
  return [
    read('one manual', MANUAL, { id }, manual),
    read('four subgraphs', FOUR_SUBGRAPHS, { first: QUESTION_COUNT }, fourSubgraphs),
  ];
}
