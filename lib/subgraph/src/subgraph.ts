import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Origin } from '@manuel/identity';
import { type Logger, messageOf } from '@manuel/service';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { whileWanted } from './abandonment.ts';
import type { RequestContext } from './context.ts';
import { guardedSchema } from './guarded-schema.ts';
import { maskError } from './masking.ts';
import type { SubgraphAnswer, SubgraphRequest, SubgraphTransport } from './transport.ts';

/** A request that was refused here: not signed by another process, or for a field that the caller may not have. */
export interface Refusal {
  readonly origin: Origin | null;
  readonly code: string;
  /** The refused field's path, such as a mutation's name; null when the whole request was refused. */
  readonly field: string | null;
}

export interface SubgraphOptions<C extends RequestContext> {
  readonly name: string;
  /** Its directives say who may have which field; a field that they do not cover is denied. */
  readonly typeDefs: DocumentNode;
  /** The generated `Resolvers` of the subgraph. */
  readonly resolvers: object;
  readonly log: Logger;
  /** Makes what one request carries, anew for each. */
  readonly context: (request: RequestContext) => C;
  /** Told of refusals before they are answered. */
  readonly onRefused: (refusals: readonly Refusal[]) => Promise<void>;
}

/** One subgraph, reached in this process or through `serveSubgraph`, which takes the origin from a verified signature. */
export class Subgraph<C extends RequestContext> implements SubgraphTransport {
  readonly name: string;
  readonly #options: SubgraphOptions<C>;
  readonly #server: ApolloServer<C>;
  readonly #thrown: WeakMap<GraphQLFormattedError, unknown>;
  /** What runs, also where nobody waits for it any more. */
  readonly #running = new Set<Promise<unknown>>();

  private constructor(
    options: SubgraphOptions<C>,
    server: ApolloServer<C>,
    thrown: WeakMap<GraphQLFormattedError, unknown>,
  ) {
    this.name = options.name;
    this.#options = options;
    this.#server = server;
    this.#thrown = thrown;
  }

  static async start<C extends RequestContext>(options: SubgraphOptions<C>): Promise<Subgraph<C>> {
    const thrown = new WeakMap<GraphQLFormattedError, unknown>();
    const server = new ApolloServer<C>({
      schema: guardedSchema(options.typeDefs, options.resolvers),
      nodeEnv: 'production',
      introspection: true,
      persistedQueries: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      // Apollo tells no request here, so what was thrown waits until `execute` masks it with the request's log.
      formatError(formatted, error) {
        thrown.set(formatted, error);
        return formatted;
      },
      // The gateway caches no answers, and whoever listens to fields makes Apollo wrap each one's resolver.
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
      ],
      logger: options.log,
    });
    await server.start();
    return new Subgraph(options, server, thrown);
  }

  /**
   * An abandoned request fails at once for whoever waits. What it does hears of it from the signal in its context: reads
   * end, and a write decides for itself how far it is carried through.
   */
  async execute(request: SubgraphRequest, origin: Origin, signal?: AbortSignal): Promise<SubgraphAnswer> {
    const requestLog = this.#options.log.child({ requestId: origin.requestId });
    const answer = this.#guard(requestLog, () => this.#answer(request, { origin, log: requestLog, signal }));
    this.#running.add(answer);
    void answer.finally(() => this.#running.delete(answer));
    if (signal === undefined) return answer;
    try {
      return await whileWanted(answer, signal);
    } catch (reason) {
      requestLog.debug('a request was abandoned');
      throw reason;
    }
  }

  /** Waits for what still runs. */
  async stop(): Promise<void> {
    await Promise.all(this.#running);
    await this.#server.stop();
  }

  async #answer(request: SubgraphRequest, made: RequestContext): Promise<SubgraphAnswer> {
    const { context, onRefused } = this.#options;
    const { body } = await this.#server.executeOperation(
      {
        query: request.query,
        ...(request.variables && { variables: request.variables }),
        ...(request.operationName && { operationName: request.operationName }),
      },
      { contextValue: context(made) },
    );
    if (body.kind !== 'single') throw new Error('Subgraphs answer in one piece.');
    const { data } = body.singleResult;
    const errors = body.singleResult.errors?.map((error) =>
      maskError(error, this.#thrown.get(error), made.log),
    );
    const refusals = (errors ?? []).flatMap((error) => refusalOf(error, made.origin));
    if (refusals.length > 0) await onRefused(refusals);
    return { ...(data !== undefined && { data }), ...(errors !== undefined && { errors }) };
  }

  /** What fails outside of a field, such as keeping a refusal, fails the whole answer and tells as little. */
  async #guard(log: Logger, answer: () => Promise<SubgraphAnswer>): Promise<SubgraphAnswer> {
    try {
      return await answer();
    } catch (error) {
      const originalError = error instanceof Error ? error : undefined;
      const failed = new GraphQLError(messageOf(error), { originalError });
      return { errors: [maskError(failed.toJSON(), error, log)] };
    }
  }
}

function refusalOf(error: GraphQLFormattedError, origin: Origin): Refusal[] {
  const code = error.extensions?.code;
  if (code !== 'FORBIDDEN' && code !== 'UNAUTHENTICATED') return [];
  return [{ origin, code, field: error.path?.filter((step) => typeof step === 'string').join('.') ?? null }];
}
