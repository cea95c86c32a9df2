import { InvalidToken, type TokenReader } from '@manuel/identity';
import { isServiceId } from '@manuel/issuer';
import { NotAuthenticated } from '@manuel/service';
import type { FastifyRequest } from 'fastify';
import { type ApiKeys, KeyRefused } from './api-keys.ts';
import { identify } from './identify.ts';
import { apiKeyIn } from './shown-key.ts';
import type { Identified, Received } from './stages.ts';

/** Tells who asks, from a request's headers. @throws NotAuthenticated @throws Unavailable when it cannot be told now */
export type Identify = (received: Received, headers: FastifyRequest['headers']) => Promise<Identified>;

/**
 * Every way to say who asks: an API key, or an access token.
 * @param apiKeys undefined where there is no database that could know one
 */
export function identifyWith(verifier: TokenReader, apiKeys: ApiKeys | undefined): Identify {
  return async (received, headers) => {
    const shown = apiKeyIn(headers);
    if (shown === null) return ensureNoService(await identify(received, headers.authorization, verifier));
    if (apiKeys === undefined)
      throw new NotAuthenticated('This gateway takes no API keys, as it has no database: send a token.');
    const { caller, id } = await apiKeys.callerOf(shown);
    return { ...received, caller, credential: { kind: 'api-key', id } };
  };
}

/** Whoever issues tokens could otherwise make one that acts and is recorded as a service account. */
function ensureNoService(identified: Identified): Identified {
  const { caller } = identified;
  if (caller === null || !isServiceId(caller.id)) return identified;
  throw new InvalidToken(`No token speaks for ${caller.id}: a service account shows its own key.`);
}

/** What the record of a refused request tells of an API key. */
export function keyBehind(error: NotAuthenticated): Pick<KeyRefused, 'caller' | 'target'> {
  return error instanceof KeyRefused ? error : { caller: null, target: undefined };
}
