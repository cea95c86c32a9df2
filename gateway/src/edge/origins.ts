import cors from '@fastify/cors';
import { ServiceError } from '@manuel/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Whom the pages of other sites may ask for: what clients of the API use, and never what belongs to the gateway's own pages. */
const NEVER_SHARED = /^\/(?:playground|metrics|admin)(?:[/?]|$)/;

const PREFLIGHT_SECONDS = 600;

const SHARED = {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  allowedHeaders: [
    ...['content-type', 'content-digest', 'authorization', 'x-api-key', 'signature', 'signature-input'],
    ...['apollo-require-preflight', 'x-request-id'],
  ],
  exposedHeaders: ['ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
  maxAge: PREFLIGHT_SECONDS,
  strictPreflight: false,
};

/** A page of another site sent the request, and its origin is not among those that may. */
export class ForeignOrigin extends ServiceError {
  readonly code = 'FOREIGN_ORIGIN';
  readonly httpStatus = 403;

  constructor() {
    super('Pages of other sites may not ask this. CORS_ORIGINS names the origins that may.');
  }
}

/** The origins whose pages may ask beside the gateway's own: scheme, host and port as browsers write them. */
export class Origins {
  static readonly own = new Origins([]);
  readonly #named: ReadonlySet<string>;

  /** @param named `*` among them is every origin */
  constructor(named: readonly string[]) {
    this.#named = new Set(named);
  }

  /** Answers preflights and lets pages of these origins read the answers (CORS, Fetch Standard). Others get no header of it. */
  async share(server: FastifyInstance): Promise<void> {
    if (this.#named.size === 0) return;
    await server.register(cors, {
      delegator: ({ url, headers: { origin } }, done) => {
        done(null, { ...SHARED, origin: this.#mayUse(url, origin) });
      },
    });
  }

  /**
   * False for what the page of another site sent, unless its origin is named. Browsers tell where a request comes from
   * (Fetch Metadata, and `Origin` before that), and pages cannot change it; other clients tell nothing.
   */
  mayAsk({ url, headers }: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
    const { origin } = headers;
    const site = headers['sec-fetch-site'];
    if (this.#mayUse(url, origin)) return true;
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    return origin === undefined || isOwn(origin, headers.host);
  }

  #mayUse(url: string, origin: string | undefined): boolean {
    if (origin === undefined || NEVER_SHARED.test(url)) return false;
    return this.#named.has('*') || this.#named.has(origin);
  }
}

/** Whether the origin is what the client calls this gateway. */
function isOwn(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
