import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ORIGIN_HEADER, type OriginSigner } from '@manuel/identity';
import { Unavailable } from '@manuel/service';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from '@manuel/subgraph';
import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { z } from 'zod';
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
    const sent = { query, variables, operationName };
    try {
      return await this.#transport.execute(sent, { [ORIGIN_HEADER]: origin });
    } catch (error) {
      if (error instanceof Unavailable) return absent(sent, error);
      throw error;
    }
  }

  #origin({ origins, caller, requestId }: Admitted): Promise<string> {
    const known = origins.get(this.#subgraph);
    if (known !== undefined) return known;
    const signed = this.#signer.sign({ caller, service: null, requestId }, this.#subgraph);
    origins.set(this.#subgraph, signed);
    return signed;
  }
}

/** What a subgraph that is away would answer: an error at each field that it was asked for, so that each has its path. */
function absent({ query, variables }: SubgraphRequest, { message, code }: Unavailable): SubgraphAnswer {
  const operation = parse(query).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const fields = operation === undefined ? [] : fieldsOf(operation.selectionSet);
  const paths = fields.flatMap((field): (string | number)[][] => {
    if (field.name.value !== '_entities') return [[responseKey(field)]];
    const keys = field.selectionSet === undefined ? [] : fieldsOf(field.selectionSet).map(responseKey);
    const representations = z.array(z.unknown()).parse(variables?.representations ?? []);
    return representations.flatMap((_, index) => keys.map((key) => ['_entities', index, key]));
  });
  return { data: null, errors: paths.map((path) => ({ message, path, extensions: { code } })) };
}

/** The fields of a selection, those of its inline fragments among them. */
function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return one.name.value === '__typename' ? [] : [one];
    return one.kind === Kind.INLINE_FRAGMENT ? fieldsOf(one.selectionSet) : [];
  });
}

function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
