import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { auditMessage } from '@manuel/audit/client';
import type { GraphQLError } from 'graphql';
import type { RefusalSpool } from '../refusals/refusal-spool.ts';
import type { Identified } from './stages.ts';

/** Failures by which the gateway refuses an operation before any subgraph is asked. */
export const REFUSALS = new Set([
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

/** Keeps an audit entry of an operation that these errors refuse; a subgraph's refusals are its own to keep. */
export type AuditRefusal = (
  errors: readonly GraphQLError[],
  asked: Pick<GraphQLRequestContext<Identified>, 'contextValue' | 'operationName'>,
) => Promise<void>;

/** Entries wait in the spool until the audit subgraph has taken them. */
export function auditRefusals(spool: RefusalSpool): AuditRefusal {
  return async (errors, { contextValue, operationName }) => {
    // What a subgraph's transport throws is no GraphQLError, whatever the type says, and has no extensions.
    const refusal = errors.find(
      ({ extensions = {} }) => REFUSALS.has(String(extensions.code)) && !('serviceName' in extensions),
    );
    if (refusal === undefined) return;
    const { caller, requestId } = contextValue;
    const target = operationName ? { target: `operation:${operationName}` } : {};
    const code = String(refusal.extensions.code);
    await spool.add(
      auditMessage({ caller, requestId, action: 'request.refuse', outcome: 'REFUSED', code, ...target }),
    );
  };
}

/** Operations that Apollo Server itself refuses. */
export function auditPlugin(audit: AuditRefusal): ApolloServerPlugin<Identified> {
  return {
    async requestDidStart() {
      return {
        didEncounterErrors: (asked) => audit(asked.errors, asked),
      };
    },
  };
}
