import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { auditMessage } from '@manuel/audit/client';
import type { GraphQLError } from 'graphql';
import type { EntrySpool } from '../entries/entry-spool.ts';
import { REFUSAL_CODES } from '../entries/refusal-codes.ts';
import type { Identified } from './stages.ts';

/** Keeps an audit entry of an operation that these errors refuse; a subgraph's refusals are its own to keep. */
export type AuditRefusal = (
  errors: readonly GraphQLError[],
  asked: Pick<GraphQLRequestContext<Identified>, 'contextValue' | 'operationName'>,
) => Promise<void>;

/** Entries wait in the spool until the audit subgraph has taken them. */
export function auditRefusals(spool: EntrySpool): AuditRefusal {
  return async (errors, { contextValue, operationName }) => {
    // What a subgraph's transport throws is no GraphQLError, whatever the type says, and has no extensions.
    const refusal = errors.find(
      ({ extensions = {} }) => REFUSAL_CODES.has(String(extensions.code)) && !('serviceName' in extensions),
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
