import type { ApolloServerPlugin } from '@apollo/server';
import { ServiceError } from '@manuel/service';
import type { SupergraphGateway } from '../supergraph-gateway.ts';
import { toHttpError, withRequestId } from './respond.ts';
import type { Identified } from './stages.ts';

/**
 * Counts each request before it is planned, with the fields that have a rate, and refuses what is over. One that is no
 * operation, or none of this schema, is counted as such when it is answered. Every answer tells where its caller stands.
 */
export function limitsPlugin(gateway: SupergraphGateway): ApolloServerPlugin<Identified> {
  return {
    async requestDidStart({ contextValue: { limits, requestId } }) {
      if (limits === undefined) return {};
      return {
        async didResolveOperation({ schema, document, operation, request: { variables } }) {
          if (operation === undefined) return;
          try {
            await limits.count(gateway.servedFor(schema).charges.of({ document, operation, variables }));
          } catch (error) {
            throw error instanceof ServiceError ? toHttpError(error) : error;
          }
        },
        async willSendResponse({ response }) {
          const refused = await limits.settle();
          if (refused !== null) {
            const { message, extensions } = refused;
            const error = withRequestId({ message, extensions }, requestId);
            response.body = { kind: 'single', singleResult: { errors: [error] } };
            response.http.status = refused.httpStatus;
          }
          for (const [name, value] of Object.entries(limits.headers)) response.http.headers.set(name, value);
        },
      };
    },
  };
}
