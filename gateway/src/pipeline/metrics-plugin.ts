import type { ApolloServerPlugin } from '@apollo/server';
import { type Metrics, REQUEST_BOUNDS_SECONDS } from '@manuel/metrics';
import { errorTypeOf } from '../metrics/error-types.ts';
import type { Identified } from './stages.ts';

/** Measures every operation that is answered here, refused ones too, as `manuel.operation.duration`. */
export function metricsPlugin(metrics: Metrics): ApolloServerPlugin<Identified> {
  const operations = metrics.durations({
    name: 'manuel.operation.duration',
    description: 'Duration of GraphQL operations; error.type is the code of the first error.',
    boundsSeconds: REQUEST_BOUNDS_SECONDS,
    attributes: attributesOf,
  });
  return {
    async requestDidStart() {
      const start = performance.now();
      return {
        async willSendResponse({ operation, response: { body } }) {
          const { errors } = body.kind === 'single' ? body.singleResult : body.initialResult;
          const errorType = errors?.[0] && errorTypeOf(errors[0].extensions?.code);
          operations.record((performance.now() - start) / 1000, operation?.operation, errorType);
        },
      };
    },
  };
}

/** @param type undefined for what is no operation of this schema */
function attributesOf(type: string | undefined, errorType: string | undefined) {
  return {
    ...(type !== undefined && { 'graphql.operation.type': type }),
    ...(errorType !== undefined && { 'error.type': errorType }),
  };
}
