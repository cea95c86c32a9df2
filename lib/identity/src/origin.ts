import { z } from 'zod';
import { type Caller, CallerClaims, callerFrom, claimsFor } from './caller.ts';

/** The header that carries an origin from process to process; the request's signature covers it. */
export const ORIGIN_HEADER = 'manuel-origin';

/**
 * On whose behalf one process calls another. Who holds one believes it: it is made by the gateway for a caller that it
 * knows, by a process that calls on its own authority, and by `OriginVerifier` from a signed request.
 */
export interface Origin {
  /** Whose request this is; null when a process calls for itself. */
  readonly caller: Caller | null;
  /** The process that calls on its own authority; null when a caller's request is only passed on. */
  readonly service: string | null;
  /** The id that ties logs, entries and answers of one request together. */
  readonly requestId: string;
}

const OriginClaims = z.object({
  caller: CallerClaims.nullable(),
  service: z.string().nullable(),
  requestId: z.string(),
});

/** An origin as `manuel-origin` carries it: JSON in base64url. It is worth nothing without the request's signature. */
export function originText({ caller, service, requestId }: Origin): string {
  const claims: z.input<typeof OriginClaims> = { caller: caller && claimsFor(caller), service, requestId };
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

/** The origin that a header carries. @throws Error when it is none */
export function originIn(text: string): Origin {
  const claims: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  const { caller, service, requestId } = OriginClaims.parse(claims);
  return { caller: caller && callerFrom(caller), service, requestId };
}
