import httpProxy from '@fastify/http-proxy';
import { type KeyRing, OriginSigner } from '@manuel/identity';
import { IDLE_CONNECTION_MS, type Probe, Unavailable } from '@manuel/service';
import { HttpTransport } from '@manuel/subgraph';
import type { FastifyInstance } from 'fastify';
import { request } from 'undici';
import { HttpChannel } from './engine/channels/http-channel.ts';
import { signedCalls } from './pipeline/fetch.ts';
import type { GatewaySubgraph } from './server.ts';

const PROBE_DEADLINE_MS = 1_500;
const FETCH_DEADLINE_MS = 30_000;
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** What the manuals process says of its answer to a file; all other headers are the gateway's own. */
const OF_THE_ANSWER = new Set(['content-type', 'content-length', 'content-encoding', 'retry-after']);

/**
 * A subgraph that runs as a process of its own.
 * @param url where it takes GraphQL
 * @param keys sign the calls
 */
export function remoteSubgraph(name: string, url: string, keys: KeyRing): GatewaySubgraph {
  return {
    transport: new HttpTransport(name, url, keys),
    channel: () =>
      new HttpChannel({
        subgraph: name,
        url,
        headers: () => ({}),
        sign: signedCalls(new OriginSigner(keys, name)),
        deadlineMs: FETCH_DEADLINE_MS,
        largestAnswerBytes: LARGEST_ANSWER_BYTES,
        // Each call is signed for one request, so no two are equal.
        shareEqual: false,
      }),
    probe: probeOf(name, url),
  };
}

function probeOf(name: string, url: string): Probe {
  return async () => {
    const { statusCode, body } = await request(new URL('/health/ready', url), {
      signal: AbortSignal.timeout(PROBE_DEADLINE_MS),
    });
    await body.dump();
    if (statusCode !== 200) throw new Unavailable(`${name} is not ready.`);
  };
}

/** Passes PUT /files on to the manuals process as a stream; the signed ticket is checked there. */
export function proxyFiles(server: FastifyInstance, manualsUrl: string): void {
  server.register(httpProxy, {
    upstream: new URL(manualsUrl).origin,
    prefix: '/files',
    rewritePrefix: '/files',
    httpMethods: ['PUT'],
    undici: { keepAliveTimeout: IDLE_CONNECTION_MS, keepAliveMaxTimeout: IDLE_CONNECTION_MS },
    replyOptions: {
      rewriteHeaders: (headers) =>
        Object.fromEntries(Object.entries(headers).filter(([name]) => OF_THE_ANSWER.has(name))),
      // What comes here is that there is no answer; the library's own sentence would name the address.
      onError: (reply) =>
        reply.send(new Unavailable('The subgraph manuals does not answer; try again in a moment.')),
    },
  });
}
