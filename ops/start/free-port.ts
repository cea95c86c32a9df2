import { once } from 'node:events';
import { createServer } from 'node:net';
import { hostOf, StartFailure } from '@manuel/service';

/**
 * Makes sure that nobody listens where a process is about to: whoever does would be taken for it.
 * @param setting the variable that says where
 * @throws StartFailure when the port is taken
 */
export async function checkPortIsFree(url: URL, setting: string): Promise<void> {
  const { port } = url;
  const server = createServer().listen({ host: hostOf(url), port: Number(port) });
  try {
    await once(server, 'listening');
  } catch (cause) {
    // Any other obstacle the process itself will name.
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') return;
    throw new StartFailure(
      `Port ${port} is taken. Stop what listens there, or set ${setting} to another port.`,
      { cause },
    );
  }
  server.close();
  await once(server, 'close');
}
