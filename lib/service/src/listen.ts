import type { FastifyInstance } from 'fastify';
import { codeOf, StartFailure } from './errors.ts';

/**
 * Listens, or says in one sentence why not.
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
        `Cannot listen on ${host}:${port} (${code}). Set HOST and ${setting} to an address of this machine.`,
        {
          cause,
        },
      );
    }
    throw cause;
  }
}
