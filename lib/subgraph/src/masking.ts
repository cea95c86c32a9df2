import { unwrapResolverError } from '@apollo/server/errors';
import { type Logger, ServiceError } from '@manuel/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Codes of failures that the server expects: their sentences are meant for the client. */
const CLIENT_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * Named failures keep their sentence and code; anything else is logged here once and says nothing of the inside.
 * Stack traces never leave.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const { stacktrace: _inside, ...extensions } = formatted.extensions ?? {};
  const original = unwrapResolverError(error);
  const expected =
    original instanceof ServiceError ||
    CLIENT_CODES.has(String(extensions.code)) ||
    (original instanceof GraphQLError && extensions.code !== 'INTERNAL_SERVER_ERROR');
  if (expected) return { ...formatted, extensions };
  log.error({ err: original, path: formatted.path }, 'a field failed');
  return {
    ...formatted,
    message: 'Something went wrong inside Manuel; its log knows more.',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
