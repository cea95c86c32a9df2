import type { ApolloServerPlugin } from '@apollo/server';
import { auditMessage } from '@manuel/audit/client';
import type { RefusalSpool } from '../refusals/refusal-spool.ts';
import type { Identified } from './stages.ts';

/** Failures by which the gateway refuses an operation before any subgraph is asked. */
const REFUSALS = new Set([
  'UNAUTHENTICATED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_TOO_COMPLEX',
  'OPERATION_INVALID',
  'OPERATION_NOT_SUPPORTED',
]);

/** Keeps an audit entry of every operation that the gateway refuses; a subgraph's refusals are its own to keep. */
export function auditPlugin(spool: RefusalSpool): ApolloServerPlugin<Identified> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          // What a subgraph's transport throws is no GraphQLError, whatever the type says, and has no extensions.
          const refusal = errors.find(
            ({ extensions = {} }) => REFUSALS.has(String(extensions.code)) && !('serviceName' in extensions),
          );
          if (refusal === undefined) return;
          const { caller, requestId } = contextValue;
          const target = operationName ? { target: `operation:${operationName}` } : {};
          const code = String(refusal.extensions.code);
          await spool.add(
            auditMessage({
              caller,
              requestId,
              action: 'request.refuse',
              outcome: 'REFUSED',
              code,
              ...target,
            }),
          );
        },
      };
    },
  };
}
