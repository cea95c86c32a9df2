import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import type { Caller } from '@manuel/identity';
import { type ExecutionResult, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { Engine } from '../../engine/engine.ts';
import type { Channel } from '../../engine/subgraph-call.ts';
import type { AccessMode } from '../access-modes.ts';
import { Authorizer } from '../authorizer.ts';
import { takeOutAccess } from '../supergraph-access.ts';

/** One subgraph that a test makes: its schema and what resolves it. */
export interface TestSubgraph {
  readonly sdl: string;
  readonly resolvers: GraphQLResolverMap<unknown>;
}

/** The supergraph of subgraphs. @throws Error with every problem of composition */
export function compose(subgraphs: Readonly<Record<string, Pick<TestSubgraph, 'sdl'>>>): string {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    ...{ name, url: `http://${name}`, typeDefs: parse(sdl) },
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Subgraphs that really resolve, behind the engine and the authorizer of the gateway. */
export class GuardedFederation {
  /** The operations that reached subgraphs, in order. */
  readonly fetched: string[] = [];
  readonly #schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly #engine: Engine;
  readonly #authorizer: Authorizer;

  /** @param supergraphSdl where it is not what composition makes of the subgraphs */
  constructor(
    subgraphs: Readonly<Record<string, TestSubgraph>>,
    mode: AccessMode,
    supergraphSdl: string = compose(subgraphs),
  ) {
    this.#schemas = new Map(
      Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => [
        name,
        buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]),
      ]),
    );
    const access = takeOutAccess(supergraphSdl);
    this.#engine = new Engine(access.bareSdl, (name) => this.#channelTo(name));
    this.#authorizer = new Authorizer(access, this.#engine.apiSchema, mode);
  }

  /** @throws what the authorizer throws */
  async ask(
    text: string,
    caller: Caller | null,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<ExecutionResult> {
    const document = this.#parsed(text);
    const asked = { document, operationName: undefined, variables };
    const withdrawal = this.#authorizer.decide(asked, caller);
    const request = { ...asked, documentKey: text, context: {}, withheld: withdrawal?.withheld ?? null };
    const { data, errors } = await this.#engine.execute(request);
    return { data: JSON.parse(JSON.stringify(data ?? null)), ...(errors && { errors }) };
  }

  readonly #documents = new Map<string, ReturnType<typeof parse>>();

  #parsed(text: string) {
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const document = parse(text);
    const [problem] = validate(this.#engine.apiSchema, document);
    if (problem !== undefined) throw problem;
    this.#documents.set(text, document);
    return document;
  }

  #channelTo(name: string): Channel {
    return {
      send: async ({ query }, variables) => {
        this.fetched.push(query);
        const schema = this.#schemas.get(name);
        if (schema === undefined) throw new Error(`There is no subgraph ${name}.`);
        const answer = await execute({
          ...{ schema, document: parse(query), variableValues: JSON.parse(variables) },
        });
        return JSON.parse(JSON.stringify(answer));
      },
    };
  }
}
