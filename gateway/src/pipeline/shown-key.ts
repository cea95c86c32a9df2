import { looksLikeApiKey } from '@manuel/issuer';
import { NotAuthenticated } from '@manuel/service';
import type { FastifyRequest } from 'fastify';

const BEARER = /^Bearer +(\S+)$/i;

/** Where clients that cannot set another header show an API key. */
export const API_KEY_HEADER = 'x-api-key';

/**
 * The API key that a request shows in `x-api-key`, or as the bearer token (RFC 6750), in whatever state it is.
 * @returns null when it shows none
 * @throws NotAuthenticated when it shows something else besides, as it could not be told who is meant
 */
export function apiKeyIn(headers: FastifyRequest['headers']): string | null {
  const { authorization } = headers;
  const own = headers[API_KEY_HEADER];
  if (own !== undefined) {
    if (authorization !== undefined)
      throw new NotAuthenticated(`Send either authorization or ${API_KEY_HEADER}, not both.`);
    return String(own);
  }
  const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  return token !== undefined && looksLikeApiKey(token) ? token : null;
}
