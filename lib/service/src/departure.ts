import { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * How long a process of Manuel keeps a connection to another one that it does not use. A server that leaves waits
 * longer than that: whoever closes an idle connection while the other side writes to it loses that request, and only
 * the caller knows when it is about to write.
 */
export const IDLE_CONNECTION_MS = 2_000;

/** Time for those callers to have closed what they do not use, also when their event loop is late. */
const PATIENCE_MS = IDLE_CONNECTION_MS + 1_000;

/** Lets an HTTP server go without losing a request: it is told to callers before anything closes. */
export class Departure {
  readonly #server: FastifyInstance;
  #hasBegun = false;

  /** To be made before the server listens. */
  constructor(server: FastifyInstance) {
    this.#server = server;
    server.addHook('onSend', (_request, reply, payload, done) => {
      if (this.#hasBegun) reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** Whether callers should go elsewhere. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** From now on the process is not ready, and each answer is the last one on its connection. */
  begin(): void {
    this.#hasBegun = true;
  }

  /**
   * Takes no new connection, and goes on answering on those that there are until their callers have closed them. It
   * ends when nobody is connected any more, or when whoever still is has had time to leave.
   */
  async closeDoor(): Promise<void> {
    this.begin();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    // An HTTP server's own `close` would also end the connections that are idle at this moment.
    const alone = new Promise<void>((resolve) => {
      Server.prototype.close.call(this.#server.server, () => resolve());
    });
    await Promise.race([alone, late]);
    clearTimeout(timer);
  }
}
