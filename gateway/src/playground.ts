import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { PageConfig } from '../playground/page-config.ts';
import { SECURITY_HEADERS } from './edge/security-headers.ts';

/** What the playground needs of the gateway. */
export type PlaygroundOptions = {
  /** Makes a token for the demo user; undefined where nobody gets one for nothing. */
  demoToken: (() => Promise<string>) | undefined;
  /** Where the gateway takes GraphQL operations, such as /graphql. */
  graphqlPath: string;
};

const dist = join(import.meta.dirname, '../playground/dist');

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  // Monaco lays out its lines with style attributes and writes its colour themes into style elements, both without a nonce.
  "style-src 'self' 'unsafe-inline'",
  // Monaco's style sheet draws its squiggles with data URLs.
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = { ...SECURITY_HEADERS, 'content-security-policy': contentSecurityPolicy };

const localHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * The playground: GraphiQL at `/playground`, its assets and its configuration, with `/` leading there.
 * Its page must have been built (`buildPlayground`); registering throws an Error that says so when it was not.
 */
export function playground({ demoToken, graphqlPath }: PlaygroundOptions): FastifyPluginAsync {
  return async (app) => {
    const page = await readPage();
    const servePage = (_request: FastifyRequest, reply: FastifyReply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page);

    app.addHook('onRequest', async (_request, reply) => {
      reply.headers(securityHeaders);
    });
    app.get('/', (_request, reply) => reply.redirect('/playground'));
    app.get('/playground', servePage);
    app.get('/playground/', servePage);
    app.get('/playground/config.json', async (request, reply): Promise<PageConfig | undefined> => {
      reply.header('cache-control', 'no-store');
      if (isFromAnotherOrigin(request)) return reply.code(403).send();
      return { graphqlPath, demoToken: isLocal(request) ? ((await demoToken?.()) ?? null) : null };
    });
    await app.register(fastifyStatic, {
      root: join(dist, 'assets'),
      prefix: '/playground/assets/',
      decorateReply: false,
      index: false,
      preCompressed: true,
      // Assets bear a hash of their content in their names, so they never change under one name.
      maxAge: '365d',
      immutable: true,
    });
  };
}

async function readPage(): Promise<Buffer> {
  try {
    return await readFile(join(dist, 'index.html'));
  } catch (cause) {
    throw new Error('The playground is not built. Run: node gateway/playground/build.ts', { cause });
  }
}

/** Browsers tell where a request comes from; a request without the header comes from no other site's page. */
function isFromAnotherOrigin({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/**
 * True for somebody at this machine who names it as such. The name keeps out pages that point their own host name here (DNS
 * rebinding), the address keeps out other machines that only claim the name, the forwarding headers those behind a proxy here.
 */
function isLocal({ headers, socket }: FastifyRequest): boolean {
  const forwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !forwarded && localHost.test(headers.host ?? '') && loopback.test(socket.remoteAddress ?? '');
}
