import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ORIGIN_HEADER, type OriginSigner } from '@manuel/identity';
import type { SubgraphAnswer, SubgraphTransport } from '@manuel/subgraph';
import type { Admitted } from './stages.ts';

/** Sends a plan's requests to one subgraph, signed with on whose behalf they are made. */
export class SignedDataSource implements GraphQLDataSource {
  readonly #subgraph: string;
  readonly #transport: SubgraphTransport;
  readonly #signer: OriginSigner;

  constructor(subgraph: string, transport: SubgraphTransport, signer: OriginSigner) {
    this.#subgraph = subgraph;
    this.#transport = transport;
    this.#signer = signer;
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions): Promise<SubgraphAnswer> {
    // The server makes every request's context with `guard`; Apollo's type leaves its shape open.
    const origin = await this.#origin(context as Admitted);
    const { query = '', variables, operationName } = request;
    return this.#transport.execute({ query, variables, operationName }, { [ORIGIN_HEADER]: origin });
  }

  #origin({ origins, caller, requestId }: Admitted): Promise<string> {
    const known = origins.get(this.#subgraph);
    if (known !== undefined) return known;
    const signed = this.#signer.sign({ caller, service: null, requestId }, this.#subgraph);
    origins.set(this.#subgraph, signed);
    return signed;
  }
}
