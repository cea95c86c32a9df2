import { ApolloGateway } from '@apollo/gateway';
import type {
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import type { Logger } from '@manuel/service';
import type { GraphQLSchema } from 'graphql';
import { disableTelemetry } from './config.ts';
import { Engine, type ProgramLookups } from './engine/engine.ts';
import type { Channel } from './engine/subgraph-call.ts';

export interface SupergraphGatewayOptions {
  readonly supergraphSdl: string;
  readonly channelTo: (subgraph: string) => Channel;
  readonly log: Logger;
}

type LoadOptions = Parameters<GatewayInterface['load']>[0];

/**
 * Apollo's gateway for the supergraph's life cycle, our engine for everything after a plan. A supergraph can be
 * replaced while requests run: each request ends on the supergraph that it began with.
 */
export class SupergraphGateway implements GatewayInterface {
  readonly #apollo: ApolloGateway;
  readonly #channelTo: (subgraph: string) => Channel;
  readonly #log: Logger;
  readonly #engines = new WeakMap<GraphQLSchema, Engine>();
  #newest: Engine;
  /** Of engines that have been replaced. */
  #earlier: ProgramLookups = { hits: 0, misses: 0 };
  #replace: ((supergraphSdl: string) => void) | undefined;

  /** @throws SupergraphRefused with the reasons */
  constructor({ supergraphSdl, channelTo, log }: SupergraphGatewayOptions) {
    disableTelemetry();
    this.#channelTo = channelTo;
    this.#log = log;
    this.#newest = new Engine(supergraphSdl, channelTo);
    this.#apollo = new ApolloGateway({
      supergraphSdl: async ({ update }) => {
        this.#replace = update;
        return { supergraphSdl };
      },
      buildService: () => ({ process: () => Promise.reject(new Error('The engine fetches.')) }),
      __exposeQueryPlanExperimental: false,
      logger: log,
    });
  }

  /** The engine for the schema that an operation was validated against. */
  engineFor(schema: GraphQLSchema): Engine {
    return this.#engines.get(schema) ?? this.#newest;
  }

  load(options: LoadOptions): Promise<GatewayLoadResult> {
    return this.#apollo.load(options);
  }

  /** The schema is the engine's own, which knows `@defer`: what is validated and told of itself is what is executed. */
  onSchemaLoadOrUpdate(callback: GatewaySchemaLoadOrUpdateCallback): GatewayUnsubscriber {
    return this.#apollo.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
      const { apiSchema } = this.#newest;
      this.#engines.set(apiSchema, this.#newest);
      callback({ apiSchema, coreSupergraphSdl });
    });
  }

  /** How often an operation had a program since the start, how often not, and how many are kept. */
  get programs(): ProgramLookups & { readonly count: number } {
    const { lookups, programCount } = this.#newest;
    return { ...sumOf(this.#earlier, lookups), count: programCount };
  }

  /**
   * Lets a new supergraph take traffic once the operations that are in use have been planned over it.
   * @throws SupergraphRefused when it is none; the old one then goes on
   */
  replace(supergraphSdl: string): void {
    const previous = this.#newest;
    const engine = new Engine(supergraphSdl, this.#channelTo);
    const planned = engine.warmFrom(previous);
    this.#newest = engine;
    try {
      this.#replace?.(supergraphSdl);
      this.#earlier = sumOf(this.#earlier, previous.lookups);
      this.#log.info({ planned }, 'a new supergraph takes traffic');
    } catch (error) {
      this.#newest = previous;
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.#apollo.stop();
  }
}

function sumOf(one: ProgramLookups, other: ProgramLookups): ProgramLookups {
  return { hits: one.hits + other.hits, misses: one.misses + other.misses };
}
