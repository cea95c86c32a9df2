/** Failures by which the gateway refuses an operation before any subgraph is asked. */
export const REFUSAL_CODES: ReadonlySet<string> = new Set([
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
