import { InvalidToken } from '@manuel/identity';
import { codeOf, type Logger, messageOf, ServiceError, TooLarge } from '@manuel/service';
import type { FastifyReply } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RateLimited } from '../limits/rate-limited.ts';
import type { Received } from './stages.ts';

/** Adds the request's id to an error, so that a person can quote it and find it in log and audit. */
export function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  return { ...error, extensions: { ...error.extensions, requestId } };
}

const GRAPHQL = 'application/graphql-response+json';

function takesGraphql(accept: string | undefined): boolean {
  return accept?.includes(GRAPHQL) ?? false;
}

/** What is wrong with an operation itself, before any of it is run. */
const REQUEST_ERRORS = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * The HTTP status of an answer that tells what is wrong with an operation: 400 in the media type made for GraphQL, and
 * 200 in plain JSON, where clients take 4xx for the words of a proxy (GraphQL over HTTP, 6.4).
 * @returns null when the answer tells of something else
 */
export function requestErrorStatus(
  accept: string | undefined,
  errors: readonly GraphQLFormattedError[],
): number | null {
  if (!errors.every(({ extensions }) => REQUEST_ERRORS.has(String(extensions?.code)))) return null;
  return takesGraphql(accept) ? 400 : 200;
}

/** A refusal of an operation, with the HTTP status that Apollo Server answers it with. */
export function toHttpError({ message, extensions, httpStatus }: ServiceError): GraphQLError {
  const headers = new Map(httpStatus === 401 ? [['www-authenticate', 'Bearer']] : []);
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: httpStatus, headers } } });
}

type Refusal = Pick<ServiceError, 'message' | 'code' | 'httpStatus'> &
  Partial<Pick<ServiceError, 'extensions'>>;

/** Answers a request that never became an operation, in GraphQL's own shape. */
export function respondWithError(
  reply: FastifyReply,
  { requestId }: Pick<Received, 'requestId'>,
  failure: Refusal,
): FastifyReply {
  const { message, code, httpStatus, extensions } = failure;
  if (httpStatus === 401) reply.header('www-authenticate', challengeFor(failure));
  const error = new GraphQLError(message, { extensions: { ...extensions, code, requestId } });
  return reply
    .code(httpStatus)
    .type(`${takesGraphql(reply.request.headers.accept) ? GRAPHQL : 'application/json'}; charset=utf-8`)
    .send({ errors: [error.toJSON()] });
}

/** How to ask again (RFC 6750, 3): a token that was no good is told from one that is missing. */
function challengeFor(failure: unknown): string {
  if (!(failure instanceof InvalidToken)) return 'Bearer';
  // Nothing but what may stand between quotes in a header.
  const description = failure.message.replace(/[^ !#-[\]-~]/g, '');
  return `Bearer error="invalid_token", error_description="${description}"`;
}

/** Answers what went wrong before or around an operation: a body that is no JSON, too long, or a fault of ours. */
export function respondToFailure(
  reply: FastifyReply,
  requestId: string,
  error: unknown,
  log: Logger,
): FastifyReply {
  if (error instanceof RateLimited) reply.headers(error.headers);
  if (error instanceof ServiceError) return respondWithError(reply, { requestId }, error);
  if (isTooLarge(error)) {
    return respondWithError(
      reply,
      { requestId },
      new TooLarge('body', 'The body is too long: at most 1 MiB is taken.'),
    );
  }
  const httpStatus = clientStatusOf(error);
  if (httpStatus !== null) {
    // The library's own sentence holds the URL, where a token or a ticket may stand.
    const reason = codeOf(error) === 'FST_ERR_BAD_URL' ? 'its URL is malformed.' : messageOf(error);
    const message = `The request cannot be read: ${reason}`;
    return respondWithError(reply, { requestId }, { message, code: 'BAD_REQUEST', httpStatus });
  }
  log.error({ err: error, requestId }, 'a request failed');
  const message = 'Something went wrong inside Manuel; its log knows more.';
  return respondWithError(reply, { requestId }, { message, code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 });
}

/** The code with which an error is answered that is the client's; null for a fault of ours. */
export function clientCodeOf(error: unknown): string | null {
  if (isTooLarge(error)) return 'TOO_LARGE';
  return clientStatusOf(error) === null ? null : 'BAD_REQUEST';
}

function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

/** The 4xx status that Fastify gave an error; null for a fault of ours. */
function clientStatusOf(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
