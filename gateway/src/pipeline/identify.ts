import type { TokenReader } from '@manuel/identity';
import { NotAuthenticated } from '@manuel/service';
import type { Identified, Received } from './stages.ts';

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * Who asks, from the authorization header (RFC 6750); no header is nobody.
 * @throws NotAuthenticated when there is a header that says nobody whom this gateway knows
 */
export async function identify(
  received: Received,
  authorization: string | undefined,
  verifier: TokenReader,
): Promise<Identified> {
  if (authorization === undefined) return { ...received, caller: null, credential: { kind: 'none' } };
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new NotAuthenticated('authorization must look like: Bearer <token>.');
  return { ...received, caller: await verifier.verify(token), credential: { kind: 'token' } };
}
