import { isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { codeOf, StartFailure } from './errors.ts';

/**
 * Listens, or says in one sentence why not.
 * @param setting names the port, such as PORT; the host's setting is called like it
 * @returns the origin, such as http://127.0.0.1:4000
 * @throws StartFailure when the port is taken or the address is not this machine's
 */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
  setting: string,
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EADDRINUSE') {
      throw new StartFailure(
        `Port ${port} is taken. Stop what listens there, or set ${setting} to another port.`,
        { cause },
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartFailure(
        `Cannot listen on ${host}:${port} (${code}). Set ${setting.replace('PORT', 'HOST')} and ${setting} to an address of this machine.`,
        {
          cause,
        },
      );
    }
    throw cause;
  }
}

/** The host that a URL names, as sockets take it: a URL writes IPv6 addresses in brackets, they go without. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The origin of an HTTP server on a host and port, such as http://[::1]:4000. */
export function originOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
