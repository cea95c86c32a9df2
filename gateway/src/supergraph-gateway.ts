import { ApolloGateway } from '@apollo/gateway';
import type {
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import type { Logger } from '@manuel/service';
import type { GraphQLSchema } from 'graphql';
import type { AccessMode } from './authorization/access-modes.ts';
import { Authorizer } from './authorization/authorizer.ts';
import { takeOutAccess } from './authorization/supergraph-access.ts';
import { disableTelemetry } from './config.ts';
import { Engine, type ProgramLookups } from './engine/engine.ts';
import type { Channel } from './engine/subgraph-call.ts';
import { Charges } from './limits/charges.ts';

export interface SupergraphGatewayOptions {
  readonly supergraphSdl: string;
  readonly channelTo: (subgraph: string) => Channel;
  /** What becomes of operations of which their callers may not have all. */
  readonly accessMode: AccessMode;
  readonly log: Logger;
}

/** What answers the operations of one supergraph. */
export interface Served {
  readonly engine: Engine;
  readonly authorizer: Authorizer;
  /** How much of their callers' rates they use up. */
  readonly charges: Charges;
}

type LoadOptions = Parameters<GatewayInterface['load']>[0];

/**
 * Apollo's gateway for the supergraph's life cycle, our engine for everything after a plan. A supergraph can be
 * replaced while requests run: each request ends on the supergraph that it began with.
 */
export class SupergraphGateway implements GatewayInterface {
  readonly #apollo: ApolloGateway;
  readonly #channelTo: (subgraph: string) => Channel;
  readonly #accessMode: AccessMode;
  readonly #log: Logger;
  readonly #served = new WeakMap<GraphQLSchema, Served>();
  #newest: Served;
  /** Of engines that have been replaced. */
  #earlier: ProgramLookups = { hits: 0, misses: 0 };
  #replace: ((supergraphSdl: string) => void) | undefined;

  /** @throws SupergraphRefused with the reasons */
  constructor({ supergraphSdl, channelTo, accessMode, log }: SupergraphGatewayOptions) {
    disableTelemetry();
    this.#channelTo = channelTo;
    this.#accessMode = accessMode;
    this.#log = log;
    const { served, bareSdl } = this.#serve(supergraphSdl);
    this.#newest = served;
    this.#apollo = new ApolloGateway({
      supergraphSdl: async ({ update }) => {
        this.#replace = update;
        return { supergraphSdl: bareSdl };
      },
      buildService: () => ({ process: () => Promise.reject(new Error('The engine fetches.')) }),
      __exposeQueryPlanExperimental: false,
      logger: log,
    });
  }

  /** What answers operations that were validated against this schema. */
  servedFor(schema: GraphQLSchema): Served {
    return this.#served.get(schema) ?? this.#newest;
  }

  load(options: LoadOptions): Promise<GatewayLoadResult> {
    return this.#apollo.load(options);
  }

  /** The schema is the engine's own, which knows `@defer`: what is validated and told of itself is what is executed. */
  onSchemaLoadOrUpdate(callback: GatewaySchemaLoadOrUpdateCallback): GatewayUnsubscriber {
    return this.#apollo.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
      const { apiSchema } = this.#newest.engine;
      this.#served.set(apiSchema, this.#newest);
      callback({ apiSchema, coreSupergraphSdl });
    });
  }

  /** How often an operation had a program since the start, how often not, and how many are kept. */
  get programs(): ProgramLookups & { readonly count: number } {
    const { lookups, programCount } = this.#newest.engine;
    return { ...sumOf(this.#earlier, lookups), count: programCount };
  }

  /**
   * Lets a new supergraph take traffic once the operations that are in use have been planned over it.
   * @throws SupergraphRefused when it is none; the old one then goes on
   */
  replace(supergraphSdl: string): void {
    const previous = this.#newest;
    const { served, bareSdl } = this.#serve(supergraphSdl);
    const planned = served.engine.warmFrom(previous.engine);
    this.#newest = served;
    try {
      this.#replace?.(bareSdl);
      this.#earlier = sumOf(this.#earlier, previous.engine.lookups);
      this.#log.info({ planned }, 'a new supergraph takes traffic');
    } catch (error) {
      this.#newest = previous;
      throw error;
    }
  }

  /** The rules are taken out, as Apollo's gateway refuses a supergraph that has them. */
  #serve(supergraphSdl: string): { readonly served: Served; readonly bareSdl: string } {
    const access = takeOutAccess(supergraphSdl);
    const engine = new Engine(access.bareSdl, this.#channelTo);
    const authorizer = new Authorizer(access, engine.apiSchema, this.#accessMode);
    const charges = new Charges(access.bareSdl, engine.apiSchema);
    return { served: { engine, authorizer, charges }, bareSdl: access.bareSdl };
  }

  stop(): Promise<void> {
    return this.#apollo.stop();
  }
}

function sumOf(one: ProgramLookups, other: ProgramLookups): ProgramLookups {
  return { hits: one.hits + other.hits, misses: one.misses + other.misses };
}
