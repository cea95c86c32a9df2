import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { type Logger, ServiceError } from '@manuel/service';
import { maskError } from '@manuel/subgraph';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { IncrementalAnswer } from '../engine/run/parts-answer.ts';
import type { SupergraphGateway } from '../supergraph-gateway.ts';
import type { AuditRefusal } from './audit-plugin.ts';
import { bodyInParts } from './deliver.ts';
import { withRequestId } from './respond.ts';
import type { Admitted, Identified } from './stages.ts';

const NO_HEADERS = new HeaderMap();

/**
 * Answers operations that may run. Apollo Server would rather call a gateway's executor, but for each call it makes an
 * object with accessors, and the hidden class of such an object keeps the whole request, its data included, until the
 * next full garbage collection.
 */
export function answerPlugin(
  gateway: SupergraphGateway,
  audit: AuditRefusal,
  log: Logger,
): ApolloServerPlugin<Identified> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation(asked) {
          const { schema, document, source, queryHash = source, request, contextValue } = asked;
          const { operationName, variables = {} } = request;
          const { engine } = gateway.servedFor(schema);
          const operation = {
            ...{ document, operationName, variables, documentKey: queryHash },
            ...{ context: contextValue, signal: contextValue.signal },
            withheld: admittedOf(contextValue).withdrawal?.withheld ?? null,
          };
          try {
            if (contextValue.partsFormat !== undefined) {
              const answer = await engine.executeIncrementally(operation);
              if (answer.first.errors !== undefined) await audit(answer.first.errors, asked);
              return { http: { headers: NO_HEADERS }, body: partsOf(answer, contextValue, log) };
            }
            const result = await engine.execute(operation);
            if (result.errors !== undefined) await audit(result.errors, asked);
            return { http: { headers: NO_HEADERS }, body: bodyOf(result, log) };
          } catch (reason) {
            const error = asGraphQLError(reason);
            await audit([error], asked);
            const status = reason instanceof ServiceError ? reason.httpStatus : 500;
            return { http: { status, headers: NO_HEADERS }, body: bodyOf({ errors: [error] }, log) };
          }
        },
      };
    },
  };
}

function admittedOf(context: Identified): Admitted {
  // The guard has run before, and has made the context what it is now.
  return context as Admitted;
}

function bodyOf({ errors, ...result }: ExecutionResult, log: Logger): GraphQLResponse['body'] {
  if (errors === undefined) return { kind: 'single', singleResult: result };
  const told = errors.map((error) => masked(error, log));
  return { kind: 'single', singleResult: { ...result, errors: told } };
}

/** What has no data has not been executed, and is a whole answer. */
function partsOf(
  answer: IncrementalAnswer,
  { partsFormat, requestId }: Identified,
  log: Logger,
): GraphQLResponse['body'] {
  if (partsFormat === undefined || answer.first.data === undefined) return bodyOf(answer.first, log);
  return bodyInParts(answer, partsFormat, (error) => withRequestId(masked(error, log), requestId));
}

function masked(error: GraphQLError, log: Logger): GraphQLFormattedError {
  return maskError(error.toJSON(), error, log);
}

/** A refusal keeps its code; anything else is a failure of ours, which `maskError` logs. */
function asGraphQLError(reason: unknown): GraphQLError {
  if (reason instanceof ServiceError)
    return new GraphQLError(reason.message, { extensions: { code: reason.code } });
  return new GraphQLError('The engine failed.', {
    originalError: reason instanceof Error ? reason : new Error(String(reason)),
  });
}
