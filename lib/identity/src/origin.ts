import { NotAuthenticated } from '@manuel/service';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Caller, CallerClaims } from './caller.ts';

/** The header that carries a signed origin from process to process. */
export const ORIGIN_HEADER = 'manuel-origin';

const LIFETIME_SECONDS = 60;
const CLOCK_LEEWAY_SECONDS = 5;

/** On whose behalf one process calls another. */
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

/**
 * Both halves of the trust between processes: one signs an origin for one audience, that one verifies it.
 * A signature is good for a minute and for the process that it was made for.
 */
export class OriginSigner {
  readonly #secret: Uint8Array;

  /** @param secret shared by all processes of one installation, at least 32 bytes */
  constructor(secret: string) {
    this.#secret = new TextEncoder().encode(secret);
  }

  /** @param audience the subgraph that will be called */
  sign(origin: Origin, audience: string): Promise<string> {
    const { caller, service, requestId } = origin;
    const claims =
      caller === null ? null : { sub: caller.id, workspace: caller.workspace, roles: [...caller.roles] };
    return new SignJWT({ caller: claims, service, requestId })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setExpirationTime(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS)
      .sign(this.#secret);
  }

  /** @throws NotAuthenticated when the header is missing, forged, late or meant for another process */
  async verify(header: string | undefined, audience: string): Promise<Origin> {
    if (header === undefined)
      throw new NotAuthenticated(`${ORIGIN_HEADER} is missing: call the gateway instead.`);
    try {
      const { payload } = await jwtVerify(header, this.#secret, {
        algorithms: ['HS256'],
        audience,
        clockTolerance: CLOCK_LEEWAY_SECONDS,
        requiredClaims: ['exp'],
      });
      const { caller, service, requestId } = OriginClaims.parse(payload);
      return {
        caller: caller === null ? null : { id: caller.sub, workspace: caller.workspace, roles: caller.roles },
        service,
        requestId,
      };
    } catch (cause) {
      throw new NotAuthenticated(`${ORIGIN_HEADER} does not verify: call the gateway instead.`, { cause });
    }
  }
}
