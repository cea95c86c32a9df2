import type { Caller } from '@manuel/identity';
import { Declined, Unavailable } from '@manuel/service';
import type { z } from 'zod';
import type { SubgraphTransport } from './transport.ts';

/** For whom a call is made, and as part of which request. */
export interface CallFor {
  /** Null when the calling process acts for itself alone. */
  readonly caller: Caller | null;
  readonly requestId: string;
  /** Ends the call: nobody waits for its answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** One process's way to call a subgraph on its own authority, with answers checked against a shape. */
export class SubgraphClient {
  readonly #subgraph: string;
  readonly #service: string;
  readonly #transport: SubgraphTransport;

  /**
   * @param subgraph the one that is called
   * @param service the process that calls
   */
  constructor(subgraph: string, service: string, transport: SubgraphTransport) {
    this.#subgraph = subgraph;
    this.#service = service;
    this.#transport = transport;
  }

  /**
   * @throws Unavailable when the subgraph is away or answers something else than `shape`, Declined when it says no, and
   *   the signal's reason
   */
  async call<T>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    shape: z.ZodType<T>,
    { caller, requestId, signal }: CallFor,
  ): Promise<T> {
    const origin = { caller, service: this.#service, requestId };
    const answer = await this.#transport.execute({ query, variables }, origin, signal);
    const parsed = shape.safeParse(answer.data);
    if (answer.errors === undefined && parsed.success) return parsed.data;
    const sentence = `The subgraph ${this.#subgraph} cannot do this now; try again in a moment.`;
    const [error] = answer.errors ?? [];
    if (error === undefined) throw new Unavailable(sentence, { cause: parsed.error });
    throw new Declined(sentence, { code: String(error.extensions?.code ?? ''), message: error.message });
  }
}
