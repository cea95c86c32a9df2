import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { NotAuthenticated } from '@manuel/service';
import { z } from 'zod';
import { type Caller, CallerClaims, callerFrom, claimsFor } from './caller.ts';

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
  aud: z.string(),
  /** In seconds since 1970. */
  exp: z.int(),
});

/** The one header that is written and taken: whoever names another algorithm is refused before anything is computed. */
const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url');

/**
 * Both halves of the trust between processes: one signs an origin for one audience, that one verifies it.
 * A signature is good for a minute and for the process that it was made for. It is a JWT (RFC 7519) with HMAC-SHA-256 in
 * compact form (RFC 7515), made with Node's own HMAC: through Web Crypto, each would wait for a thread.
 */
export class OriginSigner {
  readonly #secret: KeyObject;

  /** @param secret shared by all processes of one installation, at least 32 bytes */
  constructor(secret: string) {
    this.#secret = createSecretKey(secret, 'utf8');
  }

  /** @param audience the subgraph that will be called */
  sign({ caller, service, requestId }: Origin, audience: string): string {
    const claims: z.input<typeof OriginClaims> = {
      caller: caller && claimsFor(caller),
      service,
      requestId,
      aud: audience,
      exp: nowSeconds() + LIFETIME_SECONDS,
    };
    const content = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${content}.${this.#signatureOf(content).toString('base64url')}`;
  }

  /** @throws NotAuthenticated when the header is missing, forged, late or meant for another process */
  verify(header: string | undefined, audience: string): Origin {
    if (header === undefined)
      throw new NotAuthenticated(`${ORIGIN_HEADER} is missing: call the gateway instead.`);
    try {
      const { caller, service, requestId, aud, exp } = this.#claimsIn(header);
      if (aud !== audience) throw new Error(`It was signed for ${aud}.`);
      if (exp + CLOCK_LEEWAY_SECONDS <= nowSeconds()) throw new Error('It is over.');
      return { caller: caller && callerFrom(caller), service, requestId };
    } catch (cause) {
      throw new NotAuthenticated(`${ORIGIN_HEADER} does not verify: call the gateway instead.`, { cause });
    }
  }

  #claimsIn(token: string): z.output<typeof OriginClaims> {
    const [header, payload = '', signature = '', ...more] = token.split('.');
    if (header !== HEADER || more.length > 0) throw new Error('It is no origin.');
    const expected = this.#signatureOf(`${header}.${payload}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Error('Its signature is wrong.');
    return OriginClaims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  }

  #signatureOf(content: string): Buffer {
    return createHmac('sha256', this.#secret).update(content).digest();
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
