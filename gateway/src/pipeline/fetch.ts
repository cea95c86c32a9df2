import { ORIGIN_HEADER, type OriginSigner } from '@manuel/identity';
import type { SubgraphTransport } from '@manuel/subgraph';
import type { Channel, SubgraphOperation, SubgraphResult } from '../engine/subgraph-call.ts';
import type { Admitted } from './stages.ts';

/** The headers of a call to a subgraph, from what the request carries. */
export type HeadersFor = (context: unknown) => Readonly<Record<string, string>>;

/** Signs for one subgraph on whose behalf it is called, once a request. */
export function signedHeaders(subgraph: string, signer: OriginSigner): HeadersFor {
  return (context) => {
    // The server makes every request's context with `guard`; the engine only hands it on.
    const { origins, caller, requestId } = context as Admitted;
    const signed = origins.get(subgraph) ?? signer.sign({ caller, service: null, requestId }, subgraph);
    origins.set(subgraph, signed);
    return { [ORIGIN_HEADER]: signed };
  };
}

/** A subgraph in this process: the same request and the same signature, without HTTP between. */
export class LocalChannel implements Channel {
  readonly #transport: SubgraphTransport;
  readonly #headers: HeadersFor;

  constructor(transport: SubgraphTransport, headers: HeadersFor) {
    this.#transport = transport;
    this.#headers = headers;
  }

  async send(
    { query }: SubgraphOperation,
    variables: string,
    context: unknown,
    signal?: AbortSignal,
  ): Promise<SubgraphResult> {
    const headers = this.#headers(context);
    return this.#transport.execute({ query, variables: JSON.parse(variables) }, headers, signal);
  }
}
