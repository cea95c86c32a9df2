import { unwrapResolverError } from '@apollo/server/errors';
import { codeOf, isAway, type Logger } from '@manuel/service';
import type { GraphQLFormattedError } from 'graphql';

const UNNAMED = 'INTERNAL_SERVER_ERROR';
const GONE = 'CLIENT_CLOSED_REQUEST';
const AWAY = 'The database is away; try again in a moment.';
/** PostgreSQL's codes for what took longer than it may, with what to do. */
const LATE = new Map([
  ['57014', 'The database took too long for this; ask for less, or try again in a moment.'],
  ['55P03', 'Others hold on to what this needs; try again in a moment.'],
]);

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
  const code = codeOf(reason);
  // The statement that was ended with its request: nobody reads this, and nothing is wrong.
  if (code === GONE) return { ...formatted, extensions: { ...extensions, code } };
  const message = LATE.get(code ?? '') ?? (isAway(reason) ? AWAY : undefined);
  if (message !== undefined) {
    log.warn({ err: reason, path: formatted.path }, 'a field found its database away or too slow');
    return { ...formatted, message, extensions: { ...extensions, code: 'UNAVAILABLE' } };
  }
  log.error({ err: reason, path: formatted.path }, 'a field failed');
  const unnamed = 'Something went wrong inside Manuel; its log knows more.';
  return { ...formatted, message: unnamed, extensions: { ...extensions, code: UNNAMED } };
}
