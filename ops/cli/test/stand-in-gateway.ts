import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What to answer a request with. */
export interface StandInAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real HTTP server in the gateway's place: answers as it is told to and keeps what it was sent. */
export class StandInGateway {
  readonly seen: SeenRequest[] = [];
  readonly #answers = new Map<string, StandInAnswer[]>();
  readonly #cut = new Set<string>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<StandInGateway> {
    const server = createServer();
    const gateway = new StandInGateway(server);
    server.on('request', (request, response) => void gateway.#serve(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gateway;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers an operation's name, or a path, with each of `answers` in turn and then with the last for good. */
  answer(nameOrPath: string, ...answers: StandInAnswer[]): void {
    this.#answers.set(nameOrPath, answers);
  }

  /** Answers an operation with data. */
  data(name: string, ...data: unknown[]): void {
    this.answer(name, ...data.map((each) => ({ body: { data: each } })));
  }

  /** Hangs up on requests for a path before it has read them. */
  cut(path: string): void {
    this.#cut.add(path);
  }

  /** The variables of each request for an operation. */
  variablesOf(name: string): unknown[] {
    return this.seen
      .filter((request) => nameOf(request) === name)
      .map(({ body }) => JSON.parse(body.toString()).variables);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    if (this.#cut.has(path)) return void request.socket.destroy();
    const seen = { method, path, headers, body: await buffer(request) };
    this.seen.push(seen);
    const name = nameOf(seen);
    const queue = this.#answers.get(name);
    const answer = (queue?.length ?? 0) > 1 ? queue?.shift() : queue?.[0];
    const { status = 200, body, headers: extra } = answer ?? { status: 404, body: `nothing for ${name}` };
    response.writeHead(status, { 'content-type': 'application/json', ...extra });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

function nameOf({ path, body }: SeenRequest): string {
  return path === '/graphql' ? (/(?:query|mutation) (\w+)/.exec(body.toString())?.[1] ?? path) : path;
}
