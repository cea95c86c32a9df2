import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageHeaders } from '../pages/page.ts';
import { problemPage } from '../pages/pages.ts';
import type { Throttle } from '../throttle.ts';

export interface ProviderRoutesOptions {
  readonly mount: string;
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
  /** Answers one request whose URL begins behind the mount. */
  readonly answer: (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>;
  readonly throttle: Throttle;
}

/** Everything else below the issuer's path is the OpenID provider's: it reads bodies and writes answers itself. */
export async function providerRoutes(scope: FastifyInstance, options: ProviderRoutesOptions): Promise<void> {
  const { mount, throttle } = options;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.post(`${mount}/device`, async (request, reply) => {
    const seconds = await throttle.takeCode(request.ip);
    if (seconds > 0) return sendAway(reply, mount, seconds);
    return handOver(request, reply, options);
  });
  for (const method of ['GET', 'POST', 'OPTIONS'] as const)
    scope.route({
      method,
      url: `${mount}/*`,
      handler: (request, reply) => handOver(request, reply, options),
    });
}

async function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  { mount, publicUrl, answer }: ProviderRoutesOptions,
): Promise<FastifyReply> {
  const { raw } = request;
  reply.hijack();
  // What the server says on every answer is on these, too.
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  const behindMount = (raw.url ?? '').slice(mount.length);
  // The URLs that it tells are those of the issuer, whatever a client's or a proxy's headers say of them.
  const { host, protocol } = new URL(publicUrl);
  raw.headers.host = host;
  raw.headers['x-forwarded-proto'] = protocol.replace(':', '');
  delete raw.headers['x-forwarded-host'];
  Object.assign(raw, { originalUrl: raw.url, url: behindMount });
  await answer(raw, reply.raw, request.id);
  return reply;
}

function sendAway(reply: FastifyReply, mount: string, seconds: number): FastifyReply {
  const text = problemPage(mount, 'Too many codes', 'Too many codes were tried from here. Try again later.');
  return reply.code(429).header('retry-after', seconds).headers(pageHeaders()).send(text);
}
