import type { ApolloServerPlugin } from '@apollo/server';
import { withRequestId } from './respond.ts';
import type { Identified } from './stages.ts';

/**
 * Tells with every answer where its caller stands. What the guard has not counted, as it is no operation, or none of this
 * schema, is counted here, and refused when it is over.
 */
export const limitsPlugin: ApolloServerPlugin<Identified> = {
  async requestDidStart({ contextValue: { limits, requestId } }) {
    if (limits === undefined) return {};
    return {
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
