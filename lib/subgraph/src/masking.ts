import { unwrapResolverError } from '@apollo/server/errors';
import { isAway, type Logger } from '@manuel/service';
import type { GraphQLFormattedError } from 'graphql';

const UNNAMED = 'INTERNAL_SERVER_ERROR';
const AWAY = 'The database is away; try again in a moment.';

/**
 * A failure that somebody gave a code (a ServiceError, a subgraph, graphql-js, Apollo Server) was meant for the client
 * and keeps its sentence. Anything else is logged here once and says nothing of the inside. Stack traces never leave.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const { stacktrace: _inside, ...extensions } = formatted.extensions ?? {};
  if (extensions.code !== undefined && extensions.code !== UNNAMED) return { ...formatted, extensions };
  const reason = unwrapResolverError(error);
  if (isAway(reason)) {
    log.warn({ err: reason, path: formatted.path }, 'a field found its database away');
    return { ...formatted, message: AWAY, extensions: { ...extensions, code: 'UNAVAILABLE' } };
  }
  log.error({ err: reason, path: formatted.path }, 'a field failed');
  const message = 'Something went wrong inside Manuel; its log knows more.';
  return { ...formatted, message, extensions: { ...extensions, code: UNNAMED } };
}
