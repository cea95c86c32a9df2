/** An operation for one subgraph, the same for all requests that share a program. */
export interface SubgraphOperation {
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  /** The beginning of its JSON body, up to where the variables stand: the text is escaped once. */
  readonly bodyHead: string;
}

/** An answer of a subgraph, as GraphQL has it; nothing in it is trusted. */
export interface SubgraphResult {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/**
 * The way to one subgraph. It rejects when the subgraph gives no GraphQL answer in time; the reason's message is for
 * clients when it has a `code`, and stays inside otherwise.
 */
export interface Channel {
  /**
   * @param variables JSON text of an object
   * @param context what the request carries, for headers
   * @param signal ends the call: nobody waits for its answer any more
   */
  send(
    operation: SubgraphOperation,
    variables: string,
    context: unknown,
    signal?: AbortSignal,
  ): Promise<SubgraphResult>;
}

/** The JSON body of a call. */
export function bodyOf({ bodyHead }: SubgraphOperation, variables: string): string {
  return `${bodyHead}${variables}}`;
}

/** @param query valid GraphQL text */
export function subgraphOperation(
  subgraph: string,
  kind: 'query' | 'mutation',
  query: string,
): SubgraphOperation {
  return { subgraph, kind, query, bodyHead: `{"query":${JSON.stringify(query)},"variables":` };
}
